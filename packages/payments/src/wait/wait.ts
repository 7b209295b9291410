import { type CallOptions, CloudPayError, type NotFound } from '@cloudpay/core';
import { type LiveWait, type PaymentsContext, tolerating } from '../context.ts';
import type { SentAt } from '../journal/record.ts';
import { sentAt } from '../journal/sent-at.ts';
import { decide, type Report, type Rules, type Step, type Wait } from './decide.ts';
import type { Schedule } from './schedule.ts';
import type { Pause } from './timer-heap.ts';

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
  readonly outTradeNo: string;
  /** Before a request leaves once more. When it throws, the request stays. */
  sending(sentAt: SentAt, callTimeout: number): Promise<void>;
  /** Keeps others away for so many milliseconds. A failing journal never keeps a wait from asking. */
  hold(pause: number): Promise<void>;
  /** @returns the outcome that stands; the one decided on, where the journal fails */
  settle(decided: Outcome): Promise<Outcome>;
}

/** Is told how a wait goes. */
export interface Observer<Outcome> {
  /** Each step that settled nothing, and before each request. */
  observe(report: Report<Outcome> | 'sending'): void;
  settled(outcome: Outcome): void;
}

/** One wait. */
export interface WaitOptions<Outcome extends object> {
  readonly subject: Subject<Outcome>;
  readonly record: WaitRecord<Outcome>;
  readonly observer?: Observer<Outcome>;
  readonly schedule: Schedule;
  /** Milliseconds for the whole wait. Default: the schedule's. */
  readonly timeout?: number | undefined;
  /** Ends the wait early, as does closing the client; the outcome is then unknown, unless nothing had left. */
  readonly signal?: AbortSignal | undefined;
  /** Where it stands while it lasts, and under which number, for those who would wake it. */
  readonly among: Map<string, LiveWait<Outcome>>;
  readonly number: string;
}

/** Time kept at the end of a wait for one last query, in milliseconds. */
const lastCall = 1_000;

/**
 * Takes a subject to its outcome: sends, asks, repeats, as `decide` says. It ends in time.
 *
 * A process may hold ten thousand of them, nearly all in a pause. What is needed for a call, a signal above all, is therefore made for the
 * call, and a pause costs no timer.
 */
export class Waiting<Outcome extends object> implements LiveWait<Outcome> {
  /** Never a rejection because of the service, the network or the journal. */
  readonly outcome: Promise<Outcome>;
  readonly #context: PaymentsContext;
  readonly #options: WaitOptions<Outcome>;
  readonly #start: number;
  #wait: Wait<Outcome>;
  /** The time is up after the next step. */
  #isLast = false;
  /** The next pause is left out. */
  #isDue = false;
  #pause: Pause | undefined;
  #call: AbortController | undefined;
  /** The service's final word, as someone else heard it. */
  #learnt: Outcome | undefined;
  #stopped: CloudPayError | undefined;

  /** @param wait what is known at the start: `beginning` or `resuming` */
  constructor(context: PaymentsContext, options: WaitOptions<Outcome>, wait: Wait<Outcome>) {
    this.#context = context;
    this.#options = options;
    this.#wait = wait;
    this.#start = context.client.clock.monotonic();
    const { among, number, signal } = options;
    const { closed } = context.client;
    among.set(number, this);
    if (closed.aborted) this.stop(closed.reason);
    else if (signal?.aborted) this.stop(signal.reason);
    signal?.addEventListener('abort', this);
    this.outcome = this.#run();
  }

  wake(): void {
    const wasPausing = this.#pause !== undefined && this.#context.pauses.end(this.#pause);
    if (!wasPausing) this.#isDue = true;
  }

  learn(outcome: Outcome): boolean {
    // Before the first request has left, the word is about another that has the number.
    const mayBeOurs = this.#wait.sends > 0 || this.#wait.isKnown || this.#call !== undefined;
    if (!mayBeOurs || !this.#options.subject.isFinal(outcome)) return false;
    this.#learnt ??= outcome;
    this.#call?.abort();
    if (this.#pause) this.#context.pauses.end(this.#pause);
    return true;
  }

  stop(reason: unknown): void {
    this.#stopped ??= asStop(reason);
    this.#call?.abort(reason);
    if (this.#pause) this.#context.pauses.end(this.#pause);
  }

  /** The caller's signal aborts. */
  handleEvent(): void {
    this.stop(this.#options.signal?.reason);
  }

  async #run(): Promise<Outcome> {
    let step = this.#inTime({ do: this.#options.subject.send ? 'send' : 'query', after: 0 });
    while (step.do !== 'settle') {
      await this.#hold(step.after);
      if (step.after > 0) await this.#pauseFor(step.after);
      if (this.#learnt) step = { do: 'settle', outcome: this.#learnt };
      else step = this.#stopped ? this.#end(this.#stopped) : this.#inTime(await this.#take(step.do));
    }
    return this.#settle(step.outcome);
  }

  /** The step, if its time comes before that of the wait is up; else one last question, and then the end. */
  #inTime(step: Step<Outcome>): Step<Outcome> {
    if (step.do === 'settle') return step;
    const remaining = this.#remaining();
    if (this.#isLast || remaining <= 0) return this.#end(endOfWait());
    if (step.after < remaining) return step;
    this.#isLast = true;
    return { do: this.#wait.sends === 0 ? step.do : 'query', after: Math.max(0, remaining - lastCall) };
  }

  async #hold(pause: number): Promise<void> {
    const { record } = this.#options;
    await tolerating(this.#context, record.outTradeNo, record.hold(pause + this.#context.client.configuration.timeout));
  }

  #pauseFor(ms: number): Promise<void> | undefined {
    if (this.#isDue || this.#learnt || this.#stopped) {
      this.#isDue = false;
      return undefined;
    }
    this.#pause = this.#context.pauses.start(ms);
    return this.#pause.over;
  }

  /** Does one step, and decides on the next. */
  async #take(step: 'send' | 'query'): Promise<Step<Outcome>> {
    const { client } = this.#context;
    const { subject, schedule, observer } = this.#options;
    const call = new AbortController();
    client.abortsOnClose(call.signal);
    this.#call = call;
    const timeout = Math.max(1, Math.min(client.configuration.timeout, this.#remaining()));
    const report = await this.#report(step, { signal: call.signal, timeout });
    this.#call = undefined;
    if (this.#learnt && 'error' in report) return { do: 'settle', outcome: this.#learnt };
    if (this.#stopped && 'error' in report) {
      const mayHaveLeft = report.step === 'send' && report.error.outcome === 'unknown';
      if (mayHaveLeft) this.#wait = { ...this.#wait, sends: this.#wait.sends + 1 };
      return this.#end(this.#stopped);
    }
    const { wait, step: next } = decide(this.#wait, report, {
      gapAfter: schedule.gapAfter,
      hostCount: client.hostCount,
      isFinal: (outcome) => subject.isFinal(outcome),
      failed: (error) => subject.failed(error),
    });
    this.#wait = wait;
    if (next.do !== 'settle') observer?.observe(report);
    return next;
  }

  /** Does one step, and reports what came of it. */
  async #report(step: 'send' | 'query', options: CallOptions): Promise<Report<Outcome>> {
    const { client } = this.#context;
    const { subject, record, observer } = this.#options;
    const { sends, failures } = this.#wait;
    let startedAt = this.#elapsed();
    try {
      if (step === 'query' || subject.send === undefined) {
        return { step: 'query', startedAt, outcome: await subject.ask(options), now: this.#elapsed() };
      }
      // The first request was recorded with its order.
      if (sends > 0 || failures > 0) await record.sending(sentAt(client), client.configuration.timeout);
      startedAt = this.#elapsed();
      observer?.observe('sending');
      return { step, startedAt, outcome: await subject.send(options), now: this.#elapsed() };
    } catch (error) {
      return { step, startedAt, error: asCloudPayError(error), now: this.#elapsed() };
    }
  }

  /** The end of a wait that decided nothing. */
  #end(reason: CloudPayError): Step<Outcome> {
    const { subject } = this.#options;
    const { sends, isKnown, told, error } = this.#wait;
    // Nothing that could have had an effect ever left.
    if (sends === 0 && !isKnown) return { do: 'settle', outcome: subject.failed(error ?? ofNothingSent(reason)) };
    return { do: 'settle', outcome: subject.undecided(told, error ?? reason) };
  }

  async #settle(decided: Outcome): Promise<Outcome> {
    const { record, observer, signal, among, number } = this.#options;
    signal?.removeEventListener('abort', this);
    const outcome = (await tolerating(this.#context, record.outTradeNo, record.settle(decided))) ?? decided;
    // `resume` may have taken it up again, once it was let go.
    if (among.get(number) === this) among.delete(number);
    observer?.settled(outcome);
    return outcome;
  }

  #elapsed(): number {
    return this.#context.client.clock.monotonic() - this.#start;
  }

  #remaining(): number {
    const { timeout, schedule } = this.#options;
    return (timeout ?? schedule.total) - this.#elapsed();
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
  return new CloudPayError('内部错误 (internal error)', { code: 'UNREADABLE_RESPONSE', outcome: 'unknown', cause: error });
}
