import type { KeyObject } from 'node:crypto';
import { type Configuration, type ConfigurationInput, importAuthenKey } from '@cloudpay/core';
import type { Callback } from './callback.ts';
import { decodeCallback, type Merchant } from './decode.ts';
import { readEnvelope } from './envelope.ts';
import type { RawBody } from './raw-body.ts';
import { verify } from './verify.ts';

/** The keys that authenticate a callback, and the merchant that it must be about. A `Configuration` is one. */
export interface CallbackTrust extends Pick<Configuration, 'outMchId' | 'outSubMchId'> {
  readonly authenKey: ConfigurationInput['authenKey'];
  /**
   * The service provider's key. It signs callbacks by the present rule of Cloud Pay; by an older rule, the merchant's own key
   * does.
   */
  readonly providerAuthenKey?: ConfigurationInput['providerAuthenKey'];
  /** Further keys that are valid while a key is being changed. */
  readonly additionalKeys?: readonly ConfigurationInput['authenKey'][];
}

/**
 * Verifies and decodes a callback, and does nothing else: it does not detect replays, query the service or answer. Servers use
 * `Payments.callbackHandler` or an adapter; this function is for callbacks that arrive elsewhere, for example from a queue.
 *
 * @param rawBody the body exactly as it arrived: bytes, or text that was decoded as UTF-8
 * @param trust the keys and the merchant
 * @returns the content, which is authentic but may be late: query the order before you hand over goods
 * @throws CallbackError whose `refusal` and message name the cause
 * @throws ConfigurationError when a key is not valid
 * @example const callback = openCallback(rawBody, { authenKey, outMchId, outSubMchId });
 */
export function openCallback(rawBody: RawBody, trust: CallbackTrust): Callback {
  const { authenKey, providerAuthenKey, additionalKeys = [] } = trust;
  const keys = [providerAuthenKey, authenKey, ...additionalKeys].flat().filter((key) => key !== undefined);
  return openVerified(
    rawBody,
    keys.map((key) => importAuthenKey(key)),
    trust,
  ).callback;
}

/** An authentic callback, and the key that proves it. */
export interface VerifiedCallback {
  readonly callback: Callback;
  /** The key that made the code. */
  readonly key: KeyObject;
}

/** {@link openCallback} with imported keys. */
export function openVerified(rawBody: RawBody, keys: readonly KeyObject[], merchant: Merchant): VerifiedCallback {
  const envelope = readEnvelope(rawBody);
  const key = verify(envelope, keys);
  return { callback: decodeCallback(envelope.content, merchant), key };
}
