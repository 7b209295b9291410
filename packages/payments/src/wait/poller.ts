import { type CallOptions, CloudPayError, timeoutOf } from '@cloudpay/core';
import { momentOf } from '../journal/moment.ts';
import type { Learnt } from '../journal/order-entry.ts';
import type { Watch } from '../journal/record.ts';
import { askElsewhere, askEverywhere } from './ask-hosts.ts';
import { decide } from './decide.ts';
import type { WaitEnvironment } from './environment.ts';
import { asUnknown, endOfWait, internalError, nothingSent, notRecorded, stopped, tooLate } from './errors.ts';
import type { Wait } from './known.ts';
import { longestUnderWay, retryWindow } from './limits.ts';
import type { LiveWait } from './live-wait.ts';
import type { Reply } from './operation.ts';
import { isNumberUsed } from './refusals.ts';
import type { Report } from './report.ts';
import type { Rules, Step } from './step.ts';
import type { Pause } from './timer-heap.ts';
import type { WaitOptions } from './wait-options.ts';

/** The time that is reserved at the end of a wait for one last query, in milliseconds. */
const lastCall = 1_000;

/** How long a request may hang before the service is queried on another connection, in milliseconds. */
const hangs = 3_000;

/**
 * Follows an operation to its outcome: it sends, queries and retries as `decide` says. It ends within its timeout.
 *
 * A process may run ten thousand of these, nearly all of them in a pause. So what a call needs, above all its signal, exists
 * only during the call, and a pause has no timer of its own.
 */
export class Poller<Outcome extends object> implements LiveWait<Outcome> {
  /** Does not reject because of the service, the network or the journal. */
  readonly outcome: Promise<Outcome>;
  readonly #environment: WaitEnvironment;
  readonly #options: WaitOptions<Outcome>;
  readonly #start: number;
  /** By the machine's clock. */
  readonly #startedAt: number;
  #wait: Wait<Outcome>;
  #learnt: Learnt = {};
  #isLearntSaved = true;
  /** The next step is the last one. */
  #isLast = false;
  /** The next pause is skipped. */
  #isDue = false;
  #pause: Pause | undefined;
  #call: AbortController | undefined;
  /** Queries at once while a request hangs. */
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
      return this.#end(operation.undecided(this.#wait.lastOutcome, internalError(fault)));
    }
  }

  async #decided(): Promise<Outcome> {
    let step = this.#inTime({ do: this.#options.operation.send ? 'send' : 'query', after: 0 });
    for (;;) {
      if (step.do === 'settle') {
        const outcome = await this.#settle(step.outcome, step.isConcluded === true);
        if (outcome !== undefined) return outcome;
        // The record says otherwise, so "no such order" proves nothing any more.
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

  /** Returns the step if it fits into the time of the wait; else one last query, and then the end. */
  #inTime(step: Step<Outcome>): Step<Outcome> {
    if (step.do === 'settle' || step.do === 'giveUp') return step;
    const remaining = this.#remaining();
    if (this.#isLast || remaining <= 0) return { do: 'giveUp', error: endOfWait() };
    if (step.after < remaining - (step.do === 'send' ? this.#timeToAsk() : 0)) return step;
    // The last step never charges a customer: the wait would end before the outcome is known.
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

  /** Does one step and decides on the next. */
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
      // The abort of the call is not the reason of the outcome; why the wait was stopped is.
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

  /** Sends the request, and queries the service while it hangs. */
  async #send(isTie: boolean, options: CallOptions): Promise<Report<Outcome>> {
    const { client } = this.#environment;
    const { operation, record, listener } = this.#options;
    const { sends, failures } = this.#wait;
    let startedAt = this.#elapsed();
    try {
      // The first request is recorded together with its order.
      if (sends > 0 || failures > 0) await record.sending(momentOf(client), isTie);
      if (sends > 0 && !isTie && this.#isTooLate()) throw tooLate();
      startedAt = this.#elapsed();
      listener?.sending();
      const reply = await this.#unlessAnswered(operation.send?.(options) as Promise<Reply<Outcome>>, startedAt, options);
      if ('step' in reply) return reply;
      return this.#reportOf('send', startedAt, reply);
    } catch (thrown) {
      const error = asCloudPayError(thrown);
      // An order has this number already, perhaps another one: the record must forbid its cancellation.
      if (isNumberUsed(error)) this.#learn({ hasRefusedDuplicate: true });
      return { step: 'send', startedAt, error, now: this.#elapsed() };
    }
  }

  /** Returns the reply to a request, or the report of a query if the service reports the order while the request hangs. */
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
      // The request is aborted. Whether it arrived is not known, but the order exists.
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

  /** Resolves only when the service reports the order. */
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

  /** @returns the outcome that stands in the record; undefined when the wait has to go on */
  async #settle(decided: Outcome, isConcluded: boolean): Promise<Outcome | undefined> {
    const { operation, record } = this.#options;
    const { sends, lastOutcome } = this.#wait;
    const settled = await this.#tolerate(record.settle({ outcome: decided, isConcluded, learnt: this.#learnt }));
    if (settled !== undefined) return 'goOn' in settled ? undefined : settled.outcome;
    // Only the journal shows whether another process has learnt more than this conclusion. A request that never left needs no journal.
    return isConcluded && sends > 0 ? operation.undecided(lastOutcome, notRecorded()) : decided;
  }

  /** Ends a wait that decided nothing. */
  async #giveUp(reason: CloudPayError): Promise<Outcome> {
    const { operation, record } = this.#options;
    const { sends, isKnown, lastOutcome, error } = this.#wait;
    // No request that could have had an effect ever left.
    if (sends === 0 && !isKnown) {
      const outcome = await this.#settle(operation.failed(nothingSent(error ?? reason)), true);
      if (outcome !== undefined) return outcome;
    }
    await this.#tolerate(this.#saveLearnt());
    const settled = await this.#tolerate(record.release(this.#watch()));
    return settled ?? operation.undecided(lastOutcome, asUnknown(error ?? reason));
  }

  /** How long "no such order" has been watched for. */
  #watch(): Watch | undefined {
    const { watchNeeded: needed = longestUnderWay } = this.#options;
    const { provesFrom, absences, refusal, isKnown } = this.#wait;
    if (provesFrom === undefined) return undefined;
    const now = this.#elapsed();
    const done = Math.max(0, needed - Math.max(0, provesFrom - now));
    const [first] = absences;
    // After a refusal, an absence may be earlier than `provesFrom`.
    if (first === undefined || first.askedAt <= provesFrom || refusal?.settlesOnlyRequest || isKnown) return { needed, done };
    const { askedAt, host } = first;
    return { needed, done, absence: { ago: now - askedAt, ...(host !== undefined && { host }) } };
  }

  #end(outcome: Outcome): Outcome {
    const { listener, signal, live, number } = this.#options;
    signal?.removeEventListener('abort', this);
    // `resume` may have started another wait for it since the record was released.
    if (live.get(number) === this) live.delete(number);
    listener?.settled(outcome);
    return outcome;
  }

  /** Waits for a journal write. A failure is reported, and must not keep the outcome from the caller. */
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

  /**
   * Whether it is too late for the identical request. Both clocks count: some monotonic clocks stand still while a machine
   * sleeps.
   */
  #isTooLate(): boolean {
    const { firstSentAt = 0 } = this.#wait;
    const elapsed = Math.max(this.#elapsed(), this.#environment.client.clock.now() - this.#startedAt);
    return elapsed - firstSentAt >= retryWindow;
  }

  /** The time that is reserved for a query after a request, in milliseconds. */
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
