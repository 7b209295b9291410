import { type CallOptions, type CloudPayClient, CloudPayError, retryDelay } from '@cloudpay/core';
import type { ShopInfo } from '@cloudpay/proto';
import { setSubMchShopInfoEndpoint } from '@cloudpay/proto';
import { sizeInRequest } from './batches.ts';
import { shopsIn, type UploadResult, uploadContent } from './set-shops.ts';

/** A whole upload with its repetitions gives up after this many times the time of one, unless its caller says otherwise. */
const defaultPatience = 3;

/** The slowest line that there is time for, in bytes a millisecond, each way. */
const slowestLine = 64;

/** A `set_sub_mch_shop_info` with `is_all`, which deletes every shop that is not sent; one request at a time, so that its caller can look between. */
export class WholeUpload {
  readonly #client: CloudPayClient;
  readonly #signal: AbortSignal | undefined;
  #deadline: number | undefined;
  #failures = 0;
  #mayHaveActed = false;

  /** @param options `timeout` bounds all attempts, from now on, in milliseconds */
  constructor(client: CloudPayClient, { signal, timeout }: CallOptions) {
    this.#client = client;
    this.#signal = signal;
    this.#deadline = timeout === undefined ? undefined : client.clock.monotonic() + timeout;
  }

  /** Whether a request without a believable response may have done its work. */
  get mayHaveActed(): boolean {
    return this.#mayHaveActed;
  }

  /**
   * Sends all shops once. A failure after which the request may be sent again is waited out.
   *
   * @returns undefined when it failed and may be attempted again, after a look
   * @throws CloudPayError when it failed for good
   */
  async attempt(shops: readonly ShopInfo[]): Promise<UploadResult | undefined> {
    const { clock, configuration } = this.#client;
    const oneCall = configuration.timeout + (2 * sizeInRequest(shops)) / slowestLine;
    this.#deadline ??= clock.monotonic() + oneCall * defaultPatience;
    const options = { signal: this.#signal, timeout: Math.max(1, Math.min(oneCall, this.#deadline - clock.monotonic())) };
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
    const { clock, closed, hostCount, random } = this.#client;
    const after = retryDelay(setSubMchShopInfoEndpoint.kind, error, this.#failures, hostCount, random);
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
