import { type CallOptions, type CloudPayClient, CloudPayError, timeoutOf } from '@cloudpay/core';
import { momentOf } from '../journal/moment.ts';
import type { Learnt } from '../journal/order-entry.ts';
import type { Watch } from '../journal/record.ts';
import { askElsewhere, askEverywhere } from './ask-hosts.ts';
import { decide, isNumberUsed, longestUnderWay, type Report, type Rules, retryWindow, type Step, type Wait } from './decide.ts';
import { asUnknown, endOfWait, internalError, nothingSent, notRecorded, stopped, tooLate } from './errors.ts';
import type { LiveWait } from './live-wait.ts';
import type { Operation, OperationRecord, ProgressListener, Reply } from './operation.ts';
import type { Schedule } from './schedule.ts';
import type { Pause, TimerHeap } from './timer-heap.ts';

/** What all waits of a client share. */
export interface WaitEnvironment {
  readonly client: CloudPayClient;
  readonly timers: TimerHeap;
  /** Tells of a journal that failed too late to stop anything. */
  reportJournalFailure(outTradeNo: string, error: CloudPayError): void;
}

/** One wait. */
export interface WaitOptions<Outcome extends object> {
  readonly operation: Operation<Outcome>;
  readonly record: OperationRecord<Outcome>;
  readonly listener?: ProgressListener<Outcome> | undefined;
  readonly schedule: Schedule;
  /** Milliseconds for the whole wait. Default: the schedule's. */
  readonly timeout?: number | undefined;
  /** Ends the wait early, as does closing the client; the outcome is then unknown, unless nothing had left. */
  readonly signal?: AbortSignal | undefined;
  /** Where the wait stands while it lasts, for those who would wake it. */
  readonly live: Map<string, LiveWait<Outcome>>;
  /** Its key in {@link live}. */
  readonly number: string;
  /** What is known at the start: `beginning` or `resuming`. */
  readonly start: Wait<Outcome>;
  /** How long "no such order" must be watched for after the last request, in milliseconds. Default: {@link longestUnderWay}. */
  readonly watchNeeded?: number | undefined;
}

/** Time kept at the end of a wait for one last query, in milliseconds. */
const lastCall = 1_000;

/** A request that hangs for so long is asked about on another connection, in milliseconds. */
const hangs = 3_000;

/**
 * Takes an operation to its outcome: sends, asks, retries, as `decide` says. It ends in time.
 *
 * A process may hold ten thousand of them, nearly all in a pause. What is needed for a call, a signal above all, is therefore made for the
 * call, and a pause costs no timer.
 */
export class Poller<Outcome extends object> implements LiveWait<Outcome> {
  /** Never a rejection because of the service, the network or the journal. */
  readonly outcome: Promise<Outcome>;
  readonly #environment: WaitEnvironment;
  readonly #options: WaitOptions<Outcome>;
  readonly #start: number;
  /** By the machine's clock. */
  readonly #startedAt: number;
  #wait: Wait<Outcome>;
  #learnt: Learnt = {};
  #isLearntSaved = true;
  /** The time is up after the next step. */
  #isLast = false;
  /** The next pause is left out. */
  #isDue = false;
  #pause: Pause | undefined;
  #call: AbortController | undefined;
  /** Puts the question about a request that hangs at once. */
  #askNow: (() => void) | undefined;
  #stopped: CloudPayError | undefined;

  constructor(environment: WaitEnvironment, options: WaitOptions<Outcome>) {
    this.#environment = environment;
    this.#options = options;
    this.#wait = options.start;
    this.#start = environment.client.clock.monotonic();
    this.#startedAt = environment.client.clock.now();
    const { live, number, signal } = options;
    const { closed } = environment.client;
    live.set(number, this);
    if (closed.aborted) this.stop(closed.reason);
    else if (signal?.aborted) this.stop(signal.reason);
    signal?.addEventListener('abort', this);
    this.outcome = this.#run();
  }

  wake(): void {
    if (this.#pause !== undefined && this.#environment.timers.end(this.#pause)) return;
    if (this.#askNow) this.#askNow();
    else this.#isDue = true;
  }

  stop(reason: unknown): void {
    this.#stopped ??= stopped(reason);
    this.#call?.abort(reason);
    if (this.#pause) this.#environment.timers.end(this.#pause);
  }

  /** The caller's signal aborts. */
  handleEvent(): void {
    this.stop(this.#options.signal?.reason);
  }

  async #run(): Promise<Outcome> {
    try {
      return this.#end(await this.#decided());
    } catch (fault) {
      const { operation, record } = this.#options;
      await record.release(undefined).catch(() => undefined);
      return this.#end(operation.undecided(this.#wait.told, internalError(fault)));
    }
  }

  async #decided(): Promise<Outcome> {
    let step = this.#inTime({ do: this.#options.operation.send ? 'send' : 'query', after: 0 });
    for (;;) {
      if (step.do === 'settle') {
        const outcome = await this.#settle(step.outcome, step.isConcluded === true);
        if (outcome !== undefined) return outcome;
        // Somebody knows better: nothing can be concluded from "no such order" any more.
        this.#wait = { ...this.#wait, isKnown: true, mustNotSend: true };
        step = this.#inTime(this.#askLater());
      } else if (step.do === 'giveUp') {
        return this.#giveUp(step.error ?? endOfWait());
      } else {
        if (step.after > 0) await this.#pauseFor(step.after);
        step = this.#stopped ? { do: 'giveUp', error: this.#stopped } : this.#inTime(await this.#take(step));
      }
    }
  }

  /** The step, if its time comes before that of the wait is up; else one last question, and then the end. */
  #inTime(step: Step<Outcome>): Step<Outcome> {
    if (step.do === 'settle' || step.do === 'giveUp') return step;
    const remaining = this.#remaining();
    if (this.#isLast || remaining <= 0) return { do: 'giveUp', error: endOfWait() };
    if (step.after < remaining - (step.do === 'send' ? this.#timeToAsk() : 0)) return step;
    // The last step of a wait never charges anybody: nobody would look at what comes of it.
    if (this.#wait.sends === 0 && step.do === 'send') return { do: 'giveUp', error: endOfWait() };
    this.#isLast = true;
    return { do: 'query', after: Math.max(0, remaining - lastCall) };
  }

  #askLater(): Step<Outcome> {
    return { do: 'query', after: this.#options.schedule.gapAfter(this.#wait.queries) };
  }

  #pauseFor(ms: number): Promise<void> | undefined {
    if (this.#isDue || this.#stopped) {
      this.#isDue = false;
      return undefined;
    }
    this.#pause = this.#environment.timers.start(ms);
    return this.#pause.over;
  }

  /** Does one step, and decides on the next. */
  async #take(step: Exclude<Step<Outcome>, { do: 'settle' | 'giveUp' }>): Promise<Step<Outcome>> {
    const { client } = this.#environment;
    const call = new AbortController();
    client.abortsOnClose(call.signal);
    this.#call = call;
    const remaining = this.#remaining();
    const time = step.do === 'send' ? remaining - this.#timeToAsk() : remaining;
    const timeout = Math.max(1, Math.min(client.configuration.timeout, time));
    const options = { signal: call.signal, timeout };
    const report = step.do === 'send' ? await this.#send(step.isTie === true, options) : await this.#query(step, options);
    this.#call = undefined;
    const { error } = this.#wait;
    const { wait, step: next } = decide(this.#wait, report, this.#rules());
    this.#wait = wait;
    if (this.#stopped && 'error' in report) {
      // Why the call was cut short is no reason for the outcome.
      if (report.error.status === undefined) this.#wait = { ...wait, error: error ?? this.#stopped };
    } else if (next.do !== 'settle') {
      this.#options.listener?.reported(report);
      await this.#tolerate(this.#saveLearnt());
    }
    return next;
  }

  #rules(): Rules<Outcome> {
    const { operation, schedule } = this.#options;
    return {
      gapAfter: (queries) => schedule.gapAfter(queries),
      hostCount: this.#environment.client.hosts.length,
      canSend: operation.send !== undefined,
      isFinal: (outcome) => operation.isFinal(outcome),
      failed: (error) => operation.failed(error),
      conflict: (error) => operation.conflict(error),
    };
  }

  /** Sends the request, and asks about it while it hangs. */
  async #send(isTie: boolean, options: CallOptions): Promise<Report<Outcome>> {
    const { client } = this.#environment;
    const { operation, record, listener } = this.#options;
    const { sends, failures } = this.#wait;
    let startedAt = this.#elapsed();
    try {
      // The first request was recorded with its order.
      if (sends > 0 || failures > 0) await record.sending(momentOf(client), isTie);
      if (sends > 0 && !isTie && this.#isTooLate()) throw tooLate();
      startedAt = this.#elapsed();
      listener?.sending();
      const reply = await this.#unlessAnswered(operation.send?.(options) as Promise<Reply<Outcome>>, startedAt, options);
      if ('step' in reply) return reply;
      return this.#reportOf('send', startedAt, reply);
    } catch (thrown) {
      const error = asCloudPayError(thrown);
      // Somebody's order has the number: whatever is asked later, it must not be cancelled.
      if (isNumberUsed(error)) this.#learn({ hasRefusedDuplicate: true });
      return { step: 'send', startedAt, error, now: this.#elapsed() };
    }
  }

  /** The reply to a request; or what a question about it brought, when it hangs and the service tells of the order. */
  async #unlessAnswered(
    request: Promise<Reply<Outcome>>,
    startedAt: number,
    options: CallOptions,
  ): Promise<Reply<Outcome> | Report<Outcome>> {
    const over = new AbortController();
    const question = this.#askWhileHanging(over.signal, options);
    try {
      const first = await Promise.race([request, question]);
      if (!('step' in first)) return first;
      // The request is given up: whether it arrived is not known, but the order is there.
      request.catch(() => undefined);
      this.#call?.abort();
      const error = new CloudPayError('应答超时 (no response in time)', { code: 'TIMEOUT', outcome: 'unknown' });
      this.#wait = decide(this.#wait, { step: 'send', startedAt, now: this.#elapsed(), error }, this.#rules()).wait;
      return first;
    } finally {
      over.abort();
      this.#askNow = undefined;
    }
  }

  /** Resolves only when the service tells of the order. */
  async #askWhileHanging(over: AbortSignal, { timeout }: CallOptions): Promise<Report<Outcome>> {
    const { client } = this.#environment;
    while (!over.aborted) {
      const { promise: asked, resolve } = Promise.withResolvers<void>();
      this.#askNow = resolve;
      await Promise.race([timeoutOf(client.clock, hangs, over).catch(() => undefined), asked]);
      if (over.aborted) break;
      const startedAt = this.#elapsed();
      const reply = await this.#options.operation.ask({ timeout, signal: over }).catch(() => undefined);
      if (reply !== undefined && 'outcome' in reply && !over.aborted) return this.#reportOf('query', startedAt, reply);
    }
    return new Promise(() => {});
  }

  async #query(step: Extract<Step<Outcome>, { do: 'query' }>, options: CallOptions): Promise<Report<Outcome>> {
    const { client } = this.#environment;
    const { operation } = this.#options;
    const startedAt = this.#elapsed();
    try {
      if (step.everywhere) {
        const asked = await askEverywhere(client, operation, options);
        if ('refusedEverywhere' in asked) {
          return { step: 'query', startedAt, now: this.#elapsed(), ...asked, keyWasRight: client.hasVerified };
        }
        return this.#reportOf('query', startedAt, asked);
      }
      // The second "no such order" has to come from another host, also at the end of a wait, and in the wait that takes it up.
      const notAt = step.notAt ?? this.#wait.absences.at(-1)?.host;
      const asked = notAt === undefined ? operation.ask(options) : askElsewhere(client, operation, notAt, options);
      return this.#reportOf('query', startedAt, await asked);
    } catch (error) {
      return { step: 'query', startedAt, error: asCloudPayError(error), now: this.#elapsed() };
    }
  }

  #reportOf(step: 'send' | 'query', startedAt: number, reply: Reply<Outcome>): Report<Outcome> {
    const now = this.#elapsed();
    if ('absent' in reply) return { step, startedAt, now, ...reply };
    const { outcome, followUp, learnt } = reply;
    this.#learn(learnt);
    return { step, startedAt, now, outcome, followUp };
  }

  #learn(learnt: Learnt): void {
    const names = ['isKnown', 'isTied', 'hasRefusedDuplicate'] as const;
    if (names.every((name) => !learnt[name] || this.#learnt[name])) return;
    this.#learnt = { ...this.#learnt, ...learnt };
    this.#isLearntSaved = false;
  }

  async #saveLearnt(): Promise<void> {
    if (this.#isLearntSaved) return;
    await this.#options.record.learn(this.#learnt);
    this.#isLearntSaved = true;
  }

  /** @returns undefined when the wait has to go on */
  async #settle(decided: Outcome, isConcluded: boolean): Promise<Outcome | undefined> {
    const { operation, record } = this.#options;
    const { sends, told } = this.#wait;
    const settled = await this.#tolerate(record.settle({ outcome: decided, isConcluded, learnt: this.#learnt }));
    if (settled !== undefined) return 'goOn' in settled ? undefined : settled.outcome;
    // Whether somebody knows better than a conclusion stands in the journal. What never left needs nobody to know.
    return isConcluded && sends > 0 ? operation.undecided(told, notRecorded()) : decided;
  }

  /** The end of a wait that decided nothing. */
  async #giveUp(reason: CloudPayError): Promise<Outcome> {
    const { operation, record } = this.#options;
    const { sends, isKnown, told, error } = this.#wait;
    // Nothing that could have had an effect ever left.
    if (sends === 0 && !isKnown) {
      const outcome = await this.#settle(operation.failed(nothingSent(error ?? reason)), true);
      if (outcome !== undefined) return outcome;
    }
    await this.#tolerate(this.#saveLearnt());
    const settled = await this.#tolerate(record.release(this.#watch()));
    return settled ?? operation.undecided(told, asUnknown(error ?? reason));
  }

  /** How long "no such order" has been watched for. */
  #watch(): Watch | undefined {
    const { watchNeeded: needed = longestUnderWay } = this.#options;
    const { provesFrom, absences, refusal, isKnown } = this.#wait;
    if (provesFrom === undefined) return undefined;
    const now = this.#elapsed();
    const done = Math.max(0, needed - Math.max(0, provesFrom - now));
    const [first] = absences;
    // Those after a refusal may be earlier than the proof begins.
    if (first === undefined || first.askedAt <= provesFrom || refusal?.settlesOnlyRequest || isKnown) return { needed, done };
    const { askedAt, host } = first;
    return { needed, done, absence: { ago: now - askedAt, ...(host !== undefined && { host }) } };
  }

  #end(outcome: Outcome): Outcome {
    const { listener, signal, live, number } = this.#options;
    signal?.removeEventListener('abort', this);
    // `resume` may have taken it up again, once it was let go.
    if (live.get(number) === this) live.delete(number);
    listener?.settled(outcome);
    return outcome;
  }

  /** Waits for a write to the journal whose failure must not keep an outcome from the caller. */
  async #tolerate<T>(write: Promise<T>): Promise<T | undefined> {
    try {
      return await write;
    } catch (error) {
      if (!(error instanceof CloudPayError)) throw error;
      this.#environment.reportJournalFailure(this.#options.record.outTradeNo, error);
      return undefined;
    }
  }

  #elapsed(): number {
    return this.#environment.client.clock.monotonic() - this.#start;
  }

  /** Whether the identical request may not leave any more. The machine may have slept, and some monotonic clocks sleep with it. */
  #isTooLate(): boolean {
    const { firstSentAt = 0 } = this.#wait;
    const elapsed = Math.max(this.#elapsed(), this.#environment.client.clock.now() - this.#startedAt);
    return elapsed - firstSentAt >= retryWindow;
  }

  /** How much of the end of the wait is kept for a question after the last request, in milliseconds. */
  #timeToAsk(): number {
    return Math.min(lastCall, this.#total / 2);
  }

  get #total(): number {
    const { timeout, schedule } = this.#options;
    return timeout ?? schedule.total;
  }

  #remaining(): number {
    return this.#total - this.#elapsed();
  }
}

function asCloudPayError(error: unknown): CloudPayError {
  return error instanceof CloudPayError ? error : internalError(error);
}
