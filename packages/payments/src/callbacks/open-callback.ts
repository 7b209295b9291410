import type { KeyObject } from 'node:crypto';
import { type Configuration, type ConfigurationInput, importAuthenKey } from '@cloudpay/core';
import type { Callback } from './callback.ts';
import { decodeCallback, type Merchant } from './decode.ts';
import { readEnvelope } from './envelope.ts';
import type { RawBody } from './raw-body.ts';
import { verify } from './verify.ts';

/** Who a callback must come from, and whom it must be about. A `Configuration` is one. */
export interface CallbackTrust extends Pick<Configuration, 'outMchId' | 'outSubMchId'> {
  readonly authenKey: ConfigurationInput['authenKey'];
  /** The service provider's key, which signs callbacks by the present rule; by the older one the merchant's own key does. */
  readonly providerAuthenKey?: ConfigurationInput['providerAuthenKey'];
  /** Keys that are valid too, while a key is being changed. */
  readonly additionalKeys?: readonly ConfigurationInput['authenKey'][];
}

/**
 * Verifies a callback and decodes it, and does nothing else: it knows no replay, asks nobody and answers nobody. Servers want
 * `Payments.callbackHandler` or one of the adapters; this is for those who receive callbacks elsewhere, for example from a queue.
 *
 * @param rawBody the body exactly as it arrived: bytes, or text that was decoded as UTF-8
 * @throws CallbackError whose `refusal` and message say what is wrong
 * @throws ConfigurationError when a key is no key
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

/** A callback that is authentic, with what proves it. */
export interface VerifiedCallback {
  readonly callback: Callback;
  /** The key that made the code. */
  readonly key: KeyObject;
}

/** {@link openCallback} with keys that are imported already. */
export function openVerified(rawBody: RawBody, keys: readonly KeyObject[], merchant: Merchant): VerifiedCallback {
  const envelope = readEnvelope(rawBody);
  const key = verify(envelope, keys);
  return { callback: decodeCallback(envelope.content, merchant), key };
}
