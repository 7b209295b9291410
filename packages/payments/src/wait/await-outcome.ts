import { type CallOptions, CloudPayError, checkTimeout } from '@cloudpay/core';

/**
 * Waits for an outcome until the caller stops waiting.
 *
 * @throws ArgumentError (field `timeout`)
 * @param options `timeout` in milliseconds and `signal` end this call; the operation goes on
 * @throws CloudPayError `ABORTED` or `TIMEOUT` when the caller stops waiting
 */
export async function awaitOutcome<Outcome>(outcome: Promise<Outcome>, { signal, timeout }: CallOptions): Promise<Outcome> {
  if (signal === undefined && timeout === undefined) return outcome;
  if (timeout !== undefined) checkTimeout(timeout);
  const signals = [signal, timeout === undefined ? undefined : AbortSignal.timeout(timeout)].filter(
    (item) => item !== undefined,
  );
  const stop = AbortSignal.any(signals);
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const onAbort = () => {
    const code = signal?.aborted ? 'ABORTED' : 'TIMEOUT';
    reject(
      new CloudPayError('不再等待结果 (stopped waiting for the result)', { code, outcome: 'unknown', cause: stop.reason }),
    );
  };
  if (stop.aborted) onAbort();
  stop.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([outcome, stopped]);
  } finally {
    stop.removeEventListener('abort', onAbort);
  }
}
