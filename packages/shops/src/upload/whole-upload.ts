import { type CallOptions, type CloudPayClient, CloudPayError, retryDelay } from '@cloudpay/core';
import type { ShopInfo } from '@cloudpay/proto';
import { setSubMchShopInfoEndpoint } from '@cloudpay/proto';
import { sizeInRequest } from './batches.ts';
import { shopsIn, type UploadResult, uploadContent } from './set-shops.ts';

/** Without a timeout of the caller, all attempts together may take this many times the timeout of one. */
const defaultTimeoutFactor = 3;

/** The timeout of a request leaves time for a line of this speed in each direction, in bytes per millisecond. */
const minBytesPerMs = 64;

/**
 * `set_sub_mch_shop_info` with `is_all`, which deletes every shop that is not sent. It sends one request per {@link attempt}, so that its caller
 * can read the shops again before a retry.
 */
export class WholeUpload {
  readonly #client: CloudPayClient;
  readonly #signal: AbortSignal | undefined;
  #deadline: number | undefined;
  #failures = 0;
  #mayHaveActed = false;

  /** @param options `timeout` is for all attempts together, from now on, in milliseconds */
  constructor(client: CloudPayClient, { signal, timeout }: CallOptions) {
    this.#client = client;
    this.#signal = signal;
    this.#deadline = timeout === undefined ? undefined : client.clock.monotonic() + timeout;
  }

  /** Whether a request without an authenticated response may have taken effect. */
  get mayHaveActed(): boolean {
    return this.#mayHaveActed;
  }

  /**
   * Sends all shops once. After a failure that may be retried it pauses as the retry policy says.
   *
   * @returns undefined when the caller may retry, after reading the shops again
   * @throws CloudPayError when a retry is not allowed
   */
  async attempt(shops: readonly ShopInfo[]): Promise<UploadResult | undefined> {
    const { clock, configuration } = this.#client;
    const callTimeout = configuration.timeout + (2 * sizeInRequest(shops)) / minBytesPerMs;
    this.#deadline ??= clock.monotonic() + callTimeout * defaultTimeoutFactor;
    const options = { signal: this.#signal, timeout: Math.max(1, Math.min(callTimeout, this.#deadline - clock.monotonic())) };
    try {
      const { response } = await this.#client.call(
        setSubMchShopInfoEndpoint,
        uploadContent(this.#client, shops, true),
        options,
      );
      return { shops: shopsIn(response) };
    } catch (thrown) {
      const error = thrown as CloudPayError;
      this.#mayHaveActed ||= error.outcome === 'unknown';
      this.#failures += 1;
      await this.#pauseAfter(error, this.#deadline);
      return undefined;
    }
  }

  async #pauseAfter(error: CloudPayError, deadline: number): Promise<void> {
    const { clock, closed, hosts, random } = this.#client;
    const after = retryDelay(setSubMchShopInfoEndpoint.kind, error, this.#failures, hosts.length, random);
    if (after === undefined || clock.monotonic() + after >= deadline) throw error;
    if (after === 0) return;
    try {
      await clock.sleep(after, this.#signal === undefined ? closed : AbortSignal.any([this.#signal, closed]));
    } catch (reason) {
      if (reason instanceof CloudPayError) throw reason;
      throw new CloudPayError('调用被中止 (aborted by the caller)', { code: 'ABORTED', outcome: 'failed', cause: reason });
    }
  }
}
