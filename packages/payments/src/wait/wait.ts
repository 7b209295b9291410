import { type CallOptions, type CloudPayClient, CloudPayError, type NotFound } from '@cloudpay/core';
import type { SentAt } from '../journal/record.ts';
import { sentAt } from '../journal/sent-at.ts';
import { decide, type Report, type Rules, type Step, type Wait } from './decide.ts';
import type { Schedule } from './schedule.ts';
import type { Wake } from './wake.ts';

/** What is waited for: an order that is being paid, a refund on its way. */
export interface Subject<Outcome> extends Pick<Rules<Outcome>, 'isFinal' | 'failed'> {
  /** Sends the request: the same content each time. Absent after a restart, when nothing may be sent. */
  readonly send?: (options: CallOptions) => Promise<Outcome>;
  /** Asks the service for it, once. */
  ask(options: CallOptions): Promise<Outcome | NotFound>;
  /** The outcome when the wait ends without one. */
  undecided(told: Outcome | undefined, error: CloudPayError): Outcome;
}

/** What a wait writes down on its way. */
export interface WaitRecord {
  /** Before a request leaves once more. When it throws, the request stays. */
  sending(sentAt: SentAt, callTimeout: number): Promise<void>;
  /** Keeps others away for so many milliseconds. Does not throw: a failing journal never keeps a wait from asking. */
  hold(pause: number): Promise<void>;
}

/** What a wait needs. */
export interface WaitContext<Outcome> {
  readonly client: CloudPayClient;
  readonly subject: Subject<Outcome>;
  readonly record: WaitRecord;
  /** Told of each step that settled nothing, and before each request. */
  readonly observe: (report: Report<Outcome> | 'sending') => void;
  readonly schedule: Schedule;
  readonly wake: Wake;
  /** Milliseconds for the whole wait. */
  readonly timeout: number;
  /** Ends the wait early; the outcome is then unknown, unless nothing had left. */
  readonly signal: AbortSignal;
}

/** Time kept at the end of a wait for one last query, in milliseconds. */
const lastCall = 1_000;

/**
 * Takes a subject to its outcome: sends, asks, repeats, as `decide` says. It never throws, and it ends in time.
 *
 * @param wait what is known at the start: `beginning` or `resuming`
 */
export async function waitForOutcome<Outcome extends object>(
  context: WaitContext<Outcome>,
  wait: Wait<Outcome>,
): Promise<Outcome> {
  const { client, subject, record, observe, schedule, wake, timeout, signal } = context;
  const { clock, configuration } = client;
  const start = clock.monotonic();
  const elapsed = () => clock.monotonic() - start;
  const rules: Rules<Outcome> = { gapAfter: schedule.gapAfter, hostCount: client.hostCount, ...pick(subject) };
  let step: Step<Outcome> = { do: subject.send ? 'send' : 'query', after: 0 };
  let isLast = false;
  while (step.do !== 'settle') {
    const remaining: number = timeout - elapsed();
    if (isLast || remaining <= 0) return atTheEnd(subject, wait, endOfWait());
    if (step.after >= remaining) {
      isLast = true;
      step = { do: wait.sends === 0 ? step.do : 'query', after: Math.max(0, remaining - lastCall) };
    }
    try {
      await record.hold(step.after + configuration.timeout);
      if (step.after > 0) await wake.sleep(clock, step.after, signal);
    } catch (reason) {
      return atTheEnd(subject, wait, stopped(reason));
    }
    const options = { signal, timeout: Math.max(1, Math.min(configuration.timeout, timeout - elapsed())) };
    const report: Report<Outcome> = await take(step.do, context, wait, options, elapsed);
    if ('error' in report && signal.aborted) {
      const mayHaveLeft = report.step === 'send' && report.error.outcome === 'unknown';
      return atTheEnd(subject, mayHaveLeft ? { ...wait, sends: wait.sends + 1 } : wait, stopped(signal.reason));
    }
    ({ wait, step } = decide(wait, report, rules));
    if (step.do !== 'settle') observe(report);
  }
  return step.outcome;
}

function pick<Outcome>(subject: Subject<Outcome>): Pick<Rules<Outcome>, 'isFinal' | 'failed'> {
  return { isFinal: (outcome) => subject.isFinal(outcome), failed: (error) => subject.failed(error) };
}

/** Does one step, and reports what came of it. */
async function take<Outcome>(
  step: 'send' | 'query',
  { client, subject, record, observe }: WaitContext<Outcome>,
  wait: Wait<Outcome>,
  options: CallOptions,
  elapsed: () => number,
): Promise<Report<Outcome>> {
  let startedAt = elapsed();
  try {
    if (step === 'query' || subject.send === undefined) {
      return { step: 'query', startedAt, outcome: await subject.ask(options), now: elapsed() };
    }
    // The first request was recorded with its order.
    if (wait.sends > 0 || wait.failures > 0) await record.sending(sentAt(client), client.configuration.timeout);
    startedAt = elapsed();
    observe('sending');
    return { step, startedAt, outcome: await subject.send(options), now: elapsed() };
  } catch (error) {
    return { step, startedAt, error: asCloudPayError(error), now: elapsed() };
  }
}

function atTheEnd<Outcome>(subject: Subject<Outcome>, wait: Wait<Outcome>, error: CloudPayError): Outcome {
  // Nothing that could have had an effect ever left.
  if (wait.sends === 0 && !wait.isKnown) return subject.failed(wait.error ?? ofNothingSent(error));
  return subject.undecided(wait.told, wait.error ?? error);
}

/** The same reason, for a wait that ended before anything left. */
function ofNothingSent({ message, code, cause }: CloudPayError): CloudPayError {
  return new CloudPayError(message, { code, outcome: 'failed', cause });
}

function endOfWait(): CloudPayError {
  return new CloudPayError('等待结束时结果仍未知 (still undecided at the end of the wait)', {
    code: 'TIMEOUT',
    outcome: 'unknown',
  });
}

function stopped(reason: unknown): CloudPayError {
  if (reason instanceof CloudPayError) return reason;
  return new CloudPayError('等待被中止 (the wait was aborted)', { code: 'ABORTED', outcome: 'unknown', cause: reason });
}

function asCloudPayError(error: unknown): CloudPayError {
  if (error instanceof CloudPayError) return error;
  return new CloudPayError('内部错误 (internal error)', { code: 'UNREADABLE_ANSWER', outcome: 'unknown', cause: error });
}
