import { type BaseClient, type CallOptions, CloudPayError } from '@cloudpay/core';
import type { ClientTryGetInitializersResponse } from '@cloudpay/proto';
import { clientTryGetInitializersEndpoint } from '@cloudpay/proto';
import type { Expired, Refused, Unreachable } from '../outcome.ts';
import { isNobody } from '../person.ts';
import { outcomeOfFailure, unreadable } from './failure.ts';
import type { Scan } from './start.ts';

/** How a wait stands; reported about once a second. */
export interface WaitProgress {
  /** Whole seconds for which the code can still be scanned. */
  readonly remainingSeconds: number;
  /** Why the last question got no response. It is asked again. */
  readonly error?: CloudPayError;
}

/** What a wait takes. */
export interface WaitOptions extends CallOptions {
  /** Called about once a second, for a countdown. What it throws ends the wait. */
  readonly onWaiting?: ((progress: WaitProgress) => void) | undefined;
}

/** Someone scanned, and was permitted. */
interface Granted {
  readonly result: 'granted';
  readonly response: ClientTryGetInitializersResponse;
}

interface Waiting {
  readonly result: 'waiting';
}

/** `internal_status` of a code that has expired, or that nobody knows. Our inference: the service publishes none. */
const expiredInternalStatus = 3302;

/** Between two questions, in milliseconds: whoever scanned looks up at the till within a second or two. */
const pollInterval = 2_000;

/** Between two reports, in milliseconds. */
const tick = 1_000;

/** The service may be silent for so long before the wait gives up, in milliseconds: a network that stumbles is not worth another scan. */
const patience = 15_000;

/**
 * Asks how a scan went until that is decided, at once and then every 2 s. Endpoint `client_try_get_initializers`.
 *
 * @param options `timeout` bounds the wait, in milliseconds; default: as long as the code lives
 * @throws CloudPayError `ABORTED`, `TIMEOUT` or `CLOSED` when the caller ends the wait; the code lives on
 */
export async function waitForScan(
  client: BaseClient,
  scan: Scan,
  { signal: callers, timeout = Number.POSITIVE_INFINITY, onWaiting }: WaitOptions,
): Promise<Granted | Refused | Expired | Unreachable> {
  const { clock, configuration } = client;
  const signal = callers === undefined ? client.closed : AbortSignal.any([callers, client.closed]);
  const end = clock.monotonic() + timeout;
  let lastResponse = clock.monotonic();
  for (;;) {
    const now = clock.monotonic();
    const isLast = now >= scan.deadline;
    const response = await ask(client, scan, { signal, timeout: Math.max(1, Math.min(configuration.timeout, end - now)) });
    if (response.result === 'waiting') {
      lastResponse = clock.monotonic();
      if (isLast) return { result: 'expired', code: -1 };
    } else if (response.result !== 'unreachable') {
      return response;
    } else if (isLast || clock.monotonic() - lastResponse >= patience) {
      return response;
    }
    const nextQuestion = Math.min(clock.monotonic() + pollInterval, scan.deadline);
    const error = response.result === 'unreachable' ? { error: response.error } : {};
    await countDown(client, Math.min(nextQuestion, end), signal, (moment) =>
      onWaiting?.({ remainingSeconds: Math.max(0, Math.ceil((scan.deadline - moment) / 1000)), ...error }),
    );
    if (clock.monotonic() >= end) throw timedOut();
  }
}

/** Passes the time until a moment of the monotonic clock, and reports about once a second. */
async function countDown(
  client: BaseClient,
  until: number,
  signal: AbortSignal,
  report: (moment: number) => void,
): Promise<void> {
  const { clock } = client;
  for (let moment = clock.monotonic(); moment < until; moment = clock.monotonic()) {
    report(moment);
    await sleep(client, Math.min(tick, until - moment), signal);
  }
}

async function ask(
  client: BaseClient,
  { shop: { outSubMchId }, token }: Scan,
  options: CallOptions,
): Promise<Granted | Waiting | Refused | Expired | Unreachable> {
  try {
    const { response } = await client.call(clientTryGetInitializersEndpoint, { outSubMchId, token }, options);
    if (response.initializationGranted === undefined) throw unreadable(clientTryGetInitializersEndpoint.path);
    if (!response.initializationGranted) return { result: 'waiting' };
    return isNobody(response) ? { result: 'refused', code: -1, error: notStaff() } : { result: 'granted', response };
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
