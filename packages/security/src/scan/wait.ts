import { type BaseClient, type CallOptions, CloudPayError } from '@cloudpay/core';
import type { ClientTryGetInitializersResponse } from '@cloudpay/proto';
import { clientTryGetInitializersEndpoint } from '@cloudpay/proto';
import type { Expired, Refused, Unreachable } from '../outcome.ts';
import { isNotStaff } from '../person.ts';
import { outcomeOfFailure, unreadable } from './failure.ts';
import type { Scan } from './start.ts';

/** The progress of a wait, reported about once a second. */
export interface WaitProgress {
  /** How long the code can still be scanned, in whole seconds. */
  readonly remainingSeconds: number;
  /** Why the last poll failed. The wait polls again. */
  readonly error?: CloudPayError;
}

/** Options of a wait. */
export interface WaitOptions extends CallOptions {
  /** Called about once a second, for a countdown. An error that it throws ends the wait. */
  readonly onWaiting?: ((progress: WaitProgress) => void) | undefined;
}

/** Someone scanned and was admitted. */
interface Granted {
  readonly result: 'granted';
  readonly response: ClientTryGetInitializersResponse;
}

interface Waiting {
  readonly result: 'waiting';
}

/** `internal_status` of an expired or unknown code. The service does not document it; we inferred it. */
const expiredInternalStatus = 3302;

/** Between two polls, in milliseconds. A person who has scanned looks at the till within a second or two. */
const pollInterval = 2_000;

/** Between two reports, in milliseconds. */
const reportInterval = 1_000;

/** The wait gives up after this long without a response, in milliseconds. A short network failure must not cost another scan. */
const maxSilence = 15_000;

/**
 * Polls the result of a scan until it is decided, at once and then every 2 s. Endpoint `client_try_get_initializers`.
 *
 * @param options `timeout` of the wait, in milliseconds; default: until the code expires
 * @throws CloudPayError `ABORTED`, `TIMEOUT` or `CLOSED` when the caller ends the wait; the code stays valid
 */
export async function waitForScan(
  client: BaseClient,
  scan: Scan,
  { signal: callerSignal, timeout = Number.POSITIVE_INFINITY, onWaiting }: WaitOptions,
): Promise<Granted | Refused | Expired | Unreachable> {
  const { clock, configuration } = client;
  const signal = callerSignal === undefined ? client.closed : AbortSignal.any([callerSignal, client.closed]);
  const end = clock.monotonic() + timeout;
  let lastResponse = clock.monotonic();
  for (;;) {
    const now = clock.monotonic();
    const isLast = now >= scan.deadline;
    const response = await poll(client, scan, { signal, timeout: Math.max(1, Math.min(configuration.timeout, end - now)) });
    if (response.result === 'waiting') {
      lastResponse = clock.monotonic();
      if (isLast) return { result: 'expired', code: -1 };
    } else if (response.result !== 'unreachable') {
      return response;
    } else if (isLast || clock.monotonic() - lastResponse >= maxSilence) {
      return response;
    }
    const nextPoll = Math.min(clock.monotonic() + pollInterval, scan.deadline);
    const error = response.result === 'unreachable' ? { error: response.error } : {};
    await countDown(client, Math.min(nextPoll, end), signal, (time) =>
      onWaiting?.({ remainingSeconds: Math.max(0, Math.ceil((scan.deadline - time) / 1000)), ...error }),
    );
    if (clock.monotonic() >= end) throw timedOut();
  }
}

/** Sleeps until a time of the monotonic clock, and reports about once a second. */
async function countDown(
  client: BaseClient,
  until: number,
  signal: AbortSignal,
  report: (time: number) => void,
): Promise<void> {
  const { clock } = client;
  for (let time = clock.monotonic(); time < until; time = clock.monotonic()) {
    report(time);
    await sleep(client, Math.min(reportInterval, until - time), signal);
  }
}

async function poll(
  client: BaseClient,
  { shop: { outSubMchId }, token }: Scan,
  options: CallOptions,
): Promise<Granted | Waiting | Refused | Expired | Unreachable> {
  try {
    const { response } = await client.call(clientTryGetInitializersEndpoint, { outSubMchId, token }, options);
    if (response.initializationGranted === undefined) throw unreadable(clientTryGetInitializersEndpoint.path);
    if (!response.initializationGranted) return { result: 'waiting' };
    return isNotStaff(response) ? { result: 'refused', code: -1, error: notStaff() } : { result: 'granted', response };
  } catch (error) {
    const failure = outcomeOfFailure(error);
    const isExpired = failure.result === 'refused' && failure.error.internalStatus === expiredInternalStatus;
    return isExpired ? { result: 'expired', code: -1 } : failure;
  }
}

async function sleep({ clock }: BaseClient, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (reason) {
    if (reason instanceof CloudPayError) throw reason;
    throw new CloudPayError('等待被中止 (the wait was aborted)', { code: 'ABORTED', outcome: 'unknown', cause: reason });
  }
}

function timedOut(): CloudPayError {
  return new CloudPayError('不再等待扫码 (stopped waiting for the scan)', { code: 'TIMEOUT', outcome: 'unknown' });
}

function notStaff(): CloudPayError {
  return new CloudPayError('扫码者不是店员 (whoever scanned is not staff)', {
    code: 'SERVICE_REFUSED',
    outcome: 'failed',
    endpoint: clientTryGetInitializersEndpoint.path,
  });
}
