import { type CallOptions, type CloudPayClient, CloudPayError, type NotFound } from '@cloudpay/core';
import type { SentAt } from '../journal/record.ts';
import { sentAt } from '../journal/sent-at.ts';
import type { Alarm, Alarms, Sleeper } from './alarms.ts';
import { decide, type Report, type Rules, type Step, type Wait } from './decide.ts';
import type { Schedule } from './schedule.ts';

/** What is waited for: an order that is being paid, a refund on its way. */
export interface Subject<Outcome> extends Pick<Rules<Outcome>, 'isFinal' | 'failed'> {
  /** Sends the request: the same content each time. Absent after a restart, when nothing may be sent. */
  readonly send?: ((options: CallOptions) => Promise<Outcome>) | undefined;
  /** Asks the service for it, once. */
  ask(options: CallOptions): Promise<Outcome | NotFound>;
  /** The outcome when the wait ends without one. */
  undecided(told: Outcome | undefined, error: CloudPayError): Outcome;
}

/** What a wait writes down on its way. */
export interface WaitRecord<Outcome> {
  /** Before a request leaves once more. When it throws, the request stays. */
  sending(sentAt: SentAt, callTimeout: number): Promise<void>;
  /** Keeps others away for so many milliseconds. Does not throw: a failing journal never keeps a wait from asking. */
  hold(pause: number): Promise<void>;
  /** The outcome. Does not throw either. Returns the one that stands. */
  settle(outcome: Outcome): Promise<Outcome>;
}

/** Is told how a wait goes. */
export interface Observer<Outcome> {
  /** Of each step that settled nothing, and before each request. */
  step(report: Report<Outcome> | 'sending'): void;
  end(outcome: Outcome): void;
}

/** What a wait needs of its surroundings. */
export interface Surroundings {
  readonly client: CloudPayClient;
  readonly alarms: Alarms;
}

/** One wait. */
export interface WaitOptions<Outcome extends object> extends CallOptions {
  readonly subject: Subject<Outcome>;
  readonly record: WaitRecord<Outcome>;
  readonly observer?: Observer<Outcome>;
  readonly schedule: Schedule;
  /** What is known at the start: `beginning` or `resuming`. */
  readonly wait: Wait<Outcome>;
  /** Where it stands while it lasts, for those who would wake or end it, and by which number. */
  readonly among: Map<string, Waiting<Outcome>>;
  readonly number: string;
}

/** Time kept at the end of a wait for one last query, in milliseconds. */
const lastCall = 1_000;

/**
 * Takes a subject to its outcome: sends, asks, repeats, as `decide` says. It ends in time, and its outcome is never a rejection because of
 * the service, the network or the journal.
 *
 * Between two steps a wait is this object and its place among the alarms: no promise, no signal and no suspended function. A process may
 * have ten thousand of them.
 */
export class Waiting<Outcome extends object> implements Sleeper {
  readonly outcome: Promise<Outcome>;
  readonly #surroundings: Surroundings;
  readonly #options: WaitOptions<Outcome>;
  readonly #resolve: (outcome: Outcome) => void;
  readonly #reject: (bug: unknown) => void;
  readonly #start: number;
  #wait: Wait<Outcome>;
  #next: 'send' | 'query' = 'query';
  /** The time is up after the next step. */
  #isLast = false;
  /** A callback came while a step was under way: the next pause is left out. */
  #isDue = false;
  #alarm: Alarm | undefined;
  #call: AbortController | undefined;
  #stopped: CloudPayError | undefined;
  #barred: CloudPayError | undefined;

  constructor(surroundings: Surroundings, options: WaitOptions<Outcome>) {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    this.outcome = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#surroundings = surroundings;
    this.#options = options;
    this.#wait = options.wait;
    this.#start = surroundings.client.clock.monotonic();
    const { subject, signal, among, number } = options;
    const { closed } = surroundings.client;
    among.set(number, this);
    if (closed.aborted) this.stop(closed.reason);
    else if (signal?.aborted) this.stop(signal.reason);
    else signal?.addEventListener('abort', this);
    this.#run(this.#plan({ do: subject.send ? 'send' : 'query', after: 0 }));
  }

  /** Ends the pause that is under way, or the next one: a callback that tells of an order makes its wait ask at once. */
  wake(): void {
    if (this.#alarm === undefined) this.#isDue = true;
    else {
      this.#surroundings.alarms.cancel(this.#alarm);
      this.ring();
    }
  }

  /** Ends the wait early; the outcome is then unknown, unless nothing had left. */
  stop(reason: unknown): void {
    this.#stopped ??= asStop(reason);
    this.#call?.abort(reason);
    if (this.#alarm === undefined) return;
    this.#surroundings.alarms.cancel(this.#alarm);
    this.#alarm = undefined;
    this.#run(this.#end(this.#withoutDecision(this.#stopped)));
  }

  /** Never sends the request again. */
  stopSending(why: CloudPayError): void {
    this.#barred = why;
  }

  /** The pause is over. For {@link Alarms}. */
  ring(): void {
    this.#alarm = undefined;
    this.#run(this.#take());
  }

  /** The caller's signal aborts. */
  handleEvent(): void {
    this.stop(this.#options.signal?.reason);
  }

  #run(steps: Promise<void>): void {
    steps.catch(this.#reject);
  }

  /** Waits for the time of a step, or takes it at once. */
  async #plan(step: Step<Outcome>): Promise<void> {
    if (step.do === 'settle') return this.#end(step.outcome);
    const { alarms, client } = this.#surroundings;
    const remaining = this.#remaining();
    if (this.#isLast || remaining <= 0) return this.#end(this.#withoutDecision(endOfWait()));
    this.#isLast = step.after >= remaining;
    const after = this.#isLast ? Math.max(0, remaining - lastCall) : step.after;
    this.#next = this.#isLast && this.#wait.sends > 0 ? 'query' : step.do;
    await this.#options.record.hold(after + client.configuration.timeout);
    if (this.#stopped !== undefined) return this.#end(this.#withoutDecision(this.#stopped));
    if (after > 0 && !this.#isDue) {
      this.#alarm = alarms.set(after, this);
      return;
    }
    if (after > 0) this.#isDue = false;
    return this.#take();
  }

  /** Does one step, and what follows from it. */
  async #take(): Promise<void> {
    const { client } = this.#surroundings;
    const { observer, subject } = this.#options;
    const call = new AbortController();
    client.abortsOnClose(call.signal);
    this.#call = call;
    const timeout = Math.max(1, Math.min(client.configuration.timeout, this.#remaining()));
    const report = await this.#report({ signal: call.signal, timeout });
    this.#call = undefined;
    if ('error' in report && this.#stopped !== undefined) {
      const mayHaveLeft = report.step === 'send' && report.error.outcome === 'unknown';
      if (mayHaveLeft) this.#wait = { ...this.#wait, sends: this.#wait.sends + 1 };
      return this.#end(this.#withoutDecision(this.#stopped));
    }
    const { gapAfter } = this.#options.schedule;
    const { wait, step } = decide(this.#wait, report, {
      gapAfter,
      hostCount: client.hostCount,
      isFinal: (outcome) => subject.isFinal(outcome),
      failed: (error) => subject.failed(error),
    });
    this.#wait = wait;
    if (step.do !== 'settle') observer?.step(report);
    return this.#plan(step);
  }

  async #report(options: CallOptions): Promise<Report<Outcome>> {
    const { client } = this.#surroundings;
    const { subject, record, observer } = this.#options;
    const { sends, failures } = this.#wait;
    const step = this.#next;
    let startedAt = this.#elapsed();
    try {
      if (step === 'query' || subject.send === undefined) {
        return { step: 'query', startedAt, outcome: await subject.ask(options), now: this.#elapsed() };
      }
      // The first request was recorded with its order.
      if (sends > 0 || failures > 0) {
        if (this.#barred !== undefined) throw this.#barred;
        await record.sending(sentAt(client), client.configuration.timeout);
      }
      startedAt = this.#elapsed();
      observer?.step('sending');
      return { step, startedAt, outcome: await subject.send(options), now: this.#elapsed() };
    } catch (error) {
      return { step, startedAt, error: asCloudPayError(error), now: this.#elapsed() };
    }
  }

  async #end(decided: Outcome): Promise<void> {
    const { record, observer, signal, among, number } = this.#options;
    signal?.removeEventListener('abort', this);
    const outcome = await record.settle(decided);
    if (among.get(number) === this) among.delete(number);
    observer?.end(outcome);
    this.#resolve(outcome);
  }

  #withoutDecision(error: CloudPayError): Outcome {
    const { subject } = this.#options;
    const { sends, isKnown, told, error: last } = this.#wait;
    // Nothing that could have had an effect ever left.
    if (sends === 0 && !isKnown) return subject.failed(last ?? ofNothingSent(error));
    return subject.undecided(told, last ?? error);
  }

  #elapsed(): number {
    return this.#surroundings.client.clock.monotonic() - this.#start;
  }

  #remaining(): number {
    const { schedule, timeout = schedule.total } = this.#options;
    return timeout - this.#elapsed();
  }
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

function asStop(reason: unknown): CloudPayError {
  if (reason instanceof CloudPayError) return reason;
  return new CloudPayError('等待被中止 (the wait was aborted)', { code: 'ABORTED', outcome: 'unknown', cause: reason });
}

function asCloudPayError(error: unknown): CloudPayError {
  if (error instanceof CloudPayError) return error;
  return new CloudPayError('内部错误 (internal error)', { code: 'UNREADABLE_ANSWER', outcome: 'unknown', cause: error });
}
