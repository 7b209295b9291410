import { CloudPayError } from '@cloudpay/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OrderOutcome } from '../../src/index.ts';
import { decide } from '../../src/wait/decide.ts';
import { beginning, resuming, type Wait } from '../../src/wait/known.ts';
import { longestUnderWay, retryWindow } from '../../src/wait/limits.ts';
import type { Absent, FollowUp, Report } from '../../src/wait/report.ts';
import type { Step } from '../../src/wait/step.ts';
import { absentAt, errorOf, paid, paying, refusalOf, rules } from './helpers.ts';

/** The final outcomes of the service; its own `failed` has no error here. */
const serviceSaysFailed: OrderOutcome = { result: 'failed', order: {} };

type Told = { readonly outcome: OrderOutcome; readonly followUp?: FollowUp };
type What = CloudPayError | Told | Absent | { readonly refusedEverywhere: CloudPayError; readonly keyWasRight: boolean };

const wrongKey = refusalOf(101, 7, { authenticated: false, fresh: false });
const whats: readonly What[] = [
  { outcome: paid },
  { outcome: paying },
  { outcome: paying, followUp: 'send' },
  { outcome: serviceSaysFailed },
  absentAt('a'),
  absentAt('b'),
  absentAt('c', { fresh: false }),
  absentAt('a', { isAtPlatform: true }),
  refusalOf(104, 1),
  refusalOf(104, 1, { fresh: false }),
  ...Array.from({ length: 3 }, () => refusalOf(104, 407)),
  refusalOf(102, 1),
  ...Array.from({ length: 4 }, () => wrongKey),
  ...[true, false, false].map((keyWasRight) => ({ refusedEverywhere: wrongKey, keyWasRight })),
  errorOf('SERVICE_UNCERTAIN', { status: 3 }),
  errorOf('SERVICE_UNCERTAIN', { status: 103 }),
  errorOf('NOT_CONNECTED'),
  errorOf('REFUSED_LOCALLY'),
  errorOf('CONNECTION_LOST'),
  errorOf('TIMEOUT'),
  errorOf('UNVERIFIED_RESPONSE'),
];
const isFinal = (what: What) => 'outcome' in what && (what.outcome === paid || what.outcome === serviceSaysFailed);
/** Without the words that end the wait at once, or make the order known, so that long histories come about. */
const undecided = whats.filter((what) => !isFinal(what) && !('outcome' in what && what.outcome === paying));
const absences = whats.filter((what) => 'absent' in what);

const event = fc.record({
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...undecided) },
    { weight: 6, arbitrary: fc.constantFrom(...absences) },
    { weight: 1, arbitrary: fc.constantFrom(...whats) },
  ),
  /** The time that the call takes, and a pause beside the one decided on (a machine that slept). */
  took: fc.oneof(fc.nat(5_000), fc.constantFrom(0, retryWindow, longestUnderWay)),
});
const history = fc.record({
  isResumed: fc.boolean(),
  watchNeeded: fc.nat(2 * longestUnderWay),
  events: fc.array(event, { minLength: 1, maxLength: 40 }),
});

interface Moment {
  readonly report: Report<OrderOutcome>;
  /** The step that was reported on was to find out whose the order is. */
  readonly wasTie: boolean;
  readonly step: Step<OrderOutcome>;
}

/** Plays a history. A request is never answered with "no such order", but for an order that the platform does not know. */
function play({ isResumed, watchNeeded, events }: typeof history extends fc.Arbitrary<infer T> ? T : never): Moment[] {
  let wait: Wait<OrderOutcome> = isResumed ? resuming(watchNeeded, false) : beginning;
  let step: Step<OrderOutcome> = { do: isResumed ? 'query' : 'send', after: 0 };
  let now = 0;
  const moments: Moment[] = [];
  for (const { what, took } of events) {
    if (step.do !== 'send' && step.do !== 'query') break;
    const isImpossible =
      (step.do === 'send' && ('refusedEverywhere' in what || ('absent' in what && what.isAtPlatform !== true))) ||
      (step.do === 'query' && (('refusedEverywhere' in what && !step.everywhere) || what === refusedLocally));
    const came = isImpossible ? errorOf('CONNECTION_LOST') : what;
    const startedAt: number = now + step.after;
    now = startedAt + took;
    const content = came instanceof CloudPayError ? { error: came } : came;
    const report = { step: step.do, startedAt, now, ...content } as Report<OrderOutcome>;
    const wasTie = step.do === 'send' && step.isTie === true;
    ({ wait, step } = decide(wait, report, { ...rules, canSend: !isResumed }));
    moments.push({ report, wasTie, step });
  }
  return moments;
}

const refusedLocally = whats.find((what) => what instanceof CloudPayError && what.code === 'REFUSED_LOCALLY');

/** A request that may have reached the service. */
const hasLeft = ({ report }: Moment) =>
  report.step === 'send' && (!('error' in report) || report.error.outcome === 'unknown' || report.error.status !== undefined);
const isAbsence = ({ report }: Moment) => report.step === 'query' && 'absent' in report && report.fresh;
const tellsOfOrder = ({ report }: Moment) => 'outcome' in report;
const conclusionOf = (moments: readonly Moment[]) => {
  const { step } = moments.at(-1) as Moment;
  return step.do === 'settle' && step.isConcluded ? step : undefined;
};

test('only rule 9 leads to a failure that the service did not report', () => {
  fc.assert(
    fc.property(history, (whole) => {
      const moments = play(whole);
      const last = moments.at(-1) as Moment;
      if (last.step.do === 'settle' && last.step.outcome.result === 'failed' && last.step.outcome !== serviceSaysFailed) {
        expect(last.step.isConcluded).toBe(true);
      }
      if (conclusionOf(moments) === undefined) return;
      const sends = moments.filter(hasLeft);
      // a: nothing ever left.
      if (sends.length === 0 && !whole.isResumed) return;
      expect(moments.some(tellsOfOrder)).toBe(false);
      const [last2, last1] = moments.filter(isAbsence).slice(-2);
      expect(last1).toBe(last);
      const [first, second] = [last2?.report.startedAt as number, last.report.startedAt];
      const ended = sends.at(-1)?.report.now ?? whole.watchNeeded - longestUnderWay;
      const only = sends.length === 1 && !whole.isResumed ? (sends[0] as Moment).report : undefined;
      const isPlainRefusal =
        only !== undefined &&
        (('error' in only && only.error.status === 104 && only.error.internalStatus === 1 && only.error.fresh === true) ||
          ('absent' in only && only.fresh));
      // b: the only request was refused, and the second of two questions was put three seconds later; or c.
      if (isPlainRefusal) expect(second - ended).toBeGreaterThanOrEqual(3_000);
      else {
        expect(first).toBeGreaterThan(ended + longestUnderWay);
        expect(second - first).toBeGreaterThanOrEqual(10_000);
      }
    }),
    { numRuns: 5_000 },
  );
});

test('a request that may have arrived is sent again only after a fresh "no such order", or to find out whose the order is', () => {
  fc.assert(
    fc.property(history, (whole) => {
      const moments = play(whole);
      const first = moments.findIndex(hasLeft);
      if (first < 0) return;
      for (const moment of moments.slice(first)) {
        if (moment.step.do !== 'send' || moment.step.isTie) continue;
        expect(isAbsence(moment)).toBe(true);
        expect(moments.slice(0, moments.indexOf(moment)).some(tellsOfOrder)).toBe(false);
      }
    }),
    { numRuns: 5_000 },
  );
});

test('a request that finds out whose an order is leaves only after the order was reported', () => {
  fc.assert(
    fc.property(history, (whole) => {
      for (const { report, step } of play(whole)) {
        if (step.do !== 'send' || !step.isTie) continue;
        const isConflict = 'error' in report && report.error.internalStatus === 407;
        expect(isConflict || ('outcome' in report && report.followUp === 'send')).toBe(true);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('nothing is sent after 45 s, after 101, 102 or 104, or after a restart, but to find out whose the order is', () => {
  fc.assert(
    fc.property(history, (whole) => {
      const moments = play(whole);
      const first = moments.find(hasLeft);
      let isRefused = false;
      for (const { report, step } of moments) {
        isRefused ||=
          report.step === 'send' && 'error' in report && report.error.status !== undefined && isRefusal(report.error);
        if (step.do !== 'send') continue;
        expect(whole.isResumed).toBe(false);
        if (step.isTie) continue;
        expect(isRefused).toBe(false);
        if (first) expect(report.now + step.after - first.report.startedAt).toBeLessThan(retryWindow);
      }
    }),
    { numRuns: 5_000 },
  );
});

/** A copy of an earlier refusal is none. */
function isRefusal({ status, authenticated, fresh }: CloudPayError): boolean {
  return [101, 102, 104].includes(status as number) && !(authenticated === true && fresh === false);
}

test('a refusal without a code never settles anything', () => {
  fc.assert(
    fc.property(history, (whole) => {
      for (const { report, step } of play(whole)) {
        const isCodeless = 'refusedEverywhere' in report || ('error' in report && report.error === wrongKey);
        if (isCodeless) expect(step.do).not.toBe('settle');
      }
    }),
  );
});

test('a conflict needs two refusals by 407', () => {
  fc.assert(
    fc.property(history, (whole) => {
      const moments = play(whole);
      const last = moments.at(-1) as Moment;
      if (last.step.do !== 'settle' || last.step.outcome.result !== 'reentryConflict') return;
      const conflicts = moments.filter(({ report }) => 'error' in report && report.error.internalStatus === 407);
      expect(conflicts.filter(({ report }) => report.step === 'send').length).toBeGreaterThanOrEqual(2);
    }),
  );
});

test('a final outcome from the service is always accepted', () => {
  fc.assert(
    fc.property(history, (whole) => {
      for (const { report, step } of play(whole)) {
        if ('outcome' in report && (report.outcome === paid || report.outcome === serviceSaysFailed)) {
          expect(step).toEqual({ do: 'settle', outcome: report.outcome });
        } else if (step.do === 'settle') {
          expect(['failed', 'reentryConflict']).toContain(step.outcome.result);
        }
      }
    }),
  );
});

test('the histories reach what they are about', () => {
  const seen = { repeats: 0, ties: 0, quickProofs: 0, lateProofs: 0, conflicts: 0, wrongKeys: 0, patience: 0 };
  for (const whole of fc.sample(history, { numRuns: 8_000, seed: 7 })) {
    const moments = play(whole);
    const concluded = conclusionOf(moments) !== undefined;
    const sends = moments.filter(hasLeft);
    const isLate = (moments.at(-1) as Moment).report.startedAt > longestUnderWay;
    if (moments.filter(({ report, wasTie }) => report.step === 'send' && !wasTie).length > 1) seen.repeats += 1;
    if (moments.some(({ wasTie }) => wasTie)) seen.ties += 1;
    if (concluded && sends.length === 1 && !isLate) seen.quickProofs += 1;
    if (concluded && sends.length > 0 && isLate) seen.lateProofs += 1;
    if (moments.some(({ step }) => step.do === 'settle' && step.outcome.result === 'reentryConflict')) seen.conflicts += 1;
    if (moments.some(({ step }) => step.do === 'giveUp')) seen.wrongKeys += 1;
    if (moments.some(({ step }) => step.do === 'query' && step.after === 3_000)) seen.patience += 1;
  }
  for (const [name, count] of Object.entries(seen)) expect(count, name).toBeGreaterThan(10);
});
