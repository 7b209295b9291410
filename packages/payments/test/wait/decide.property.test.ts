import { CloudPayError, type NotFound, type OrderOutcome } from '@cloudpay/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  beginning,
  decide,
  longestUnderWay,
  type Report,
  type Rules,
  resuming,
  retryWindow,
  type Wait,
} from '../../src/wait/decide.ts';
import { errorOf, notFound, paid, paying } from './helpers.ts';

/** What the service tells for certain; `failed` is its own word here, marked by having no error. */
const serviceSaysFailed: OrderOutcome = { result: 'failed', order: {} };

const rules: Rules<OrderOutcome> = {
  gapAfter: () => 1_500,
  hostCount: 4,
  isFinal: ({ result }) => result !== 'unknown',
  failed: (error) => ({ result: 'failed', error }),
};

const whats: readonly (OrderOutcome | NotFound | CloudPayError)[] = [
  paid,
  paying,
  serviceSaysFailed,
  notFound,
  errorOf('SERVICE_REFUSED', { status: 104, internalStatus: 1 }),
  errorOf('SERVICE_UNCERTAIN', { status: 3 }),
  errorOf('SERVICE_UNCERTAIN', { status: 103 }),
  errorOf('NOT_CONNECTED'),
  errorOf('CONNECTION_LOST'),
  errorOf('TIMEOUT'),
  errorOf('UNVERIFIED_RESPONSE'),
  errorOf('HTTP_ERROR'),
];
/** Without the words that end the wait at once, so that long histories come about. */
const undecided = whats.filter((what) => what !== paid && what !== serviceSaysFailed);

const event = fc.record({
  what: fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...undecided) }, { weight: 1, arbitrary: fc.constantFrom(...whats) }),
  /** The time that the call takes, and a pause beside the one decided on (a machine that slept). */
  took: fc.oneof(fc.nat(5_000), fc.constantFrom(0, retryWindow, longestUnderWay)),
});
const history = fc.record({
  isResumed: fc.boolean(),
  sinceSent: fc.nat(2 * longestUnderWay),
  events: fc.array(event, { minLength: 1, maxLength: 40 }),
});

interface Moment {
  readonly report: Report<OrderOutcome>;
  readonly step: ReturnType<typeof decide<OrderOutcome>>['step'];
}

/** Plays a history; a send that the service answers with "no such order" is a refusal of it. */
function play({ isResumed, sinceSent, events }: typeof history extends fc.Arbitrary<infer T> ? T : never): Moment[] {
  let wait: Wait<OrderOutcome> = isResumed ? resuming(sinceSent) : beginning;
  let step: Moment['step'] = { do: isResumed ? 'query' : 'send', after: 0 };
  let now = 0;
  const moments: Moment[] = [];
  for (const { what, took } of events) {
    if (step.do === 'settle') break;
    const startedAt: number = now + step.after;
    now = startedAt + took;
    const told: (typeof whats)[number] = step.do === 'send' && what === notFound ? notFound.error : what;
    const report: Report<OrderOutcome> = {
      step: step.do,
      startedAt,
      now,
      ...(told instanceof CloudPayError ? { error: told } : { outcome: told }),
    };
    ({ wait, step } = decide(wait, report, rules));
    moments.push({ report, step });
  }
  return moments;
}

const isUncertainSend = ({ report }: Moment) =>
  report.step === 'send' && 'error' in report && report.error.outcome === 'unknown';

test('after an uncertain send nothing but the service’s word or proof settles it as failed', () => {
  fc.assert(
    fc.property(history, (whole) => {
      const moments = play(whole);
      const last = moments.at(-1) as Moment;
      if (last.step.do !== 'settle' || last.step.outcome.result !== 'failed') return;
      if (last.step.outcome === serviceSaysFailed) return;
      const sends = moments.filter(isUncertainSend);
      const lastSentAt = sends.at(-1)?.report.startedAt ?? (whole.isResumed ? -whole.sinceSent : undefined);
      if (lastSentAt === undefined) return;
      // The proof: the service does not know the order, long after the last request left.
      expect(last.report).toMatchObject({ step: 'query', outcome: notFound });
      expect(last.report.now - lastSentAt).toBeGreaterThanOrEqual(longestUnderWay);
      // And it never told of the order before.
      expect(moments.some(({ report }) => 'outcome' in report && report.outcome === paying)).toBe(false);
    }),
    { numRuns: 3_000 },
  );
});

test('an uncertain send is never followed by a send without the service’s word that it knows no order', () => {
  fc.assert(
    fc.property(history, (whole) => {
      const moments = play(whole);
      const first = moments.findIndex(isUncertainSend);
      if (first < 0) return;
      for (const { report, step } of moments.slice(first)) {
        if (step.do === 'send') expect(report).toMatchObject({ step: 'query', outcome: notFound });
      }
    }),
    { numRuns: 3_000 },
  );
});

test('nothing is sent after the window, after a refusal, or after a restart', () => {
  fc.assert(
    fc.property(history, (whole) => {
      const moments = play(whole);
      const first = moments.find(isUncertainSend);
      let isRefused = false;
      for (const { report, step } of moments) {
        isRefused ||= report.step === 'send' && 'error' in report && report.error.code === 'SERVICE_REFUSED';
        if (step.do !== 'send') continue;
        expect(whole.isResumed).toBe(false);
        expect(isRefused).toBe(false);
        if (first) expect(report.now - first.report.startedAt).toBeLessThan(retryWindow);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('the service’s final word is always taken', () => {
  fc.assert(
    fc.property(history, (whole) => {
      for (const { report, step } of play(whole)) {
        if ('outcome' in report && (report.outcome === paid || report.outcome === serviceSaysFailed)) {
          expect(step).toEqual({ do: 'settle', outcome: report.outcome });
        } else if (step.do === 'settle') {
          expect(step.outcome.result).toBe('failed');
        }
      }
    }),
  );
});

test('the histories reach what they are about', () => {
  const seen = { repeats: 0, provedFailures: 0, refusals: 0, patience: 0 };
  for (const whole of fc.sample(history, { numRuns: 3_000, seed: 7 })) {
    const moments = play(whole);
    if (moments.filter(({ report }) => report.step === 'send').length > 1) seen.repeats += 1;
    if (moments.some(isUncertainSend) && moments.at(-1)?.step.do === 'settle') seen.provedFailures += 1;
    if (moments.some(({ report }, at) => at > 1 && report.step === 'send' && 'error' in report && report.error.status === 104))
      seen.refusals += 1;
    if (moments.some(({ step }) => step.do === 'query' && step.after === 3_000)) seen.patience += 1;
  }
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
});
