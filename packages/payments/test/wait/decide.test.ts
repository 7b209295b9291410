import { CloudPayError, type ErrorCode } from '@cloudpay/core';
import { describe, expect, test } from 'vitest';
import type { OrderOutcome } from '../../src/index.ts';
import { decide } from '../../src/wait/decide.ts';
import { beginning, resuming, type Wait } from '../../src/wait/known.ts';
import { longestUnderWay, retryWindow } from '../../src/wait/limits.ts';
import type { Absent, FollowUp, Report } from '../../src/wait/report.ts';
import type { Rules, Step } from '../../src/wait/step.ts';
import { absentAt, errorOf, gap, noSuchOrder, paid, paying, refusalOf, rules } from './helpers.ts';

type What =
  | ErrorCode
  | CloudPayError
  | Absent
  | { readonly outcome: OrderOutcome; readonly followUp?: FollowUp }
  | { readonly refusedEverywhere: CloudPayError; readonly keyWasRight: boolean };

interface Event {
  /** When the step began and ended, in milliseconds since the wait began. */
  readonly at?: number;
  readonly what: What;
}

/** Goes through reports one after the other; each is what came of the step that was decided on before. */
function after(events: readonly Event[], from: Wait<OrderOutcome> = beginning, given: Rules<OrderOutcome> = rules) {
  let wait = from;
  let step: Step<OrderOutcome> = { do: from.sends > 0 ? 'query' : 'send', after: 0 };
  for (const { at = 0, what } of events) {
    if (step.do !== 'send' && step.do !== 'query') throw new Error('the wait is over already');
    const came = typeof what === 'string' ? { error: errorOf(what) } : what instanceof CloudPayError ? { error: what } : what;
    const report: Report<OrderOutcome> = { step: step.do, startedAt: at, now: at, ...came };
    ({ wait, step } = decide(wait, report, given));
  }
  return { wait, step };
}

const told = (outcome: OrderOutcome, followUp?: FollowUp): What => ({ outcome, ...(followUp && { followUp }) });
const lost: Event = { what: 'CONNECTION_LOST' };
const absent: Event = { what: absentAt('a') };
const failedBy = (error: CloudPayError) => ({ do: 'settle', outcome: { result: 'failed', error }, isConcluded: true });

describe('a final response of the service', () => {
  test.each(['paid', 'failed', 'refunded', 'reversed', 'closed'] as const)(
    '%s settles, from a send and from a query',
    (result) => {
      const outcome = { ...paid, result } as OrderOutcome;
      expect(after([{ what: told(outcome) }]).step).toEqual({ do: 'settle', outcome });
      expect(after([lost, { what: told(outcome) }]).step).toEqual({ do: 'settle', outcome });
    },
  );

  test('that the customer pays makes it ask again after the gap', () => {
    expect(after([{ what: told(paying) }]).step).toEqual({ do: 'query', after: gap });
    expect(after([{ what: told(paying) }, { what: told(paying) }]).step).toEqual({ do: 'query', after: gap });
  });

  test('that needs a confirmation is asked for at once', () => {
    expect(after([{ what: told(paying, 'query') }]).step).toEqual({ do: 'query', after: 0 });
  });

  test('that only a person can judge ends the wait', () => {
    expect(after([lost, { what: told(paying, 'giveUp') }]).step).toEqual({ do: 'giveUp' });
  });

  test('takes the place of an earlier error', () => {
    expect(after([lost, { what: told(paying) }]).wait.error).toBeUndefined();
  });
});

describe('after a send whose fate is open', () => {
  test.each<ErrorCode>(['CONNECTION_LOST', 'TIMEOUT', 'HTTP_ERROR', 'UNVERIFIED_RESPONSE', 'UNREADABLE_RESPONSE'])(
    '%s asks at once',
    (code) => {
      expect(after([{ what: code }]).step).toEqual({ do: 'query', after: 0 });
    },
  );

  test.each([
    [103, 3_000],
    [3, 1_000],
    [77, 1_000],
  ])('status %d asks after %d ms', (status, pause) => {
    expect(after([{ what: errorOf('SERVICE_UNCERTAIN', { status }) }]).step).toEqual({ do: 'query', after: pause });
  });

  test('a question that fails is put at each host at once, then with the pace of the queries', () => {
    const steps = [1, 2, 3, 4].map((failures) => after([lost, ...Array(failures).fill(lost)]).step);
    expect(steps).toEqual([0, 0, 0, gap].map((pause) => ({ do: 'query', after: pause })));
  });
});

describe('an order that the service does not know (rule 3)', () => {
  test('is sent again at once, while the customer stands there', () => {
    expect(after([lost, absent]).step).toEqual({ do: 'send', after: 0 });
  });

  test('is sent a third time with the pace of the queries', () => {
    expect(after([lost, absent, lost, absent]).step).toEqual({ do: 'send', after: gap });
  });

  test('is sent again until the window closes, counted from the first send', () => {
    expect(after([lost, { what: absentAt('a'), at: retryWindow - 1 }]).step.do).toBe('send');
    expect(after([lost, { what: absentAt('a'), at: retryWindow }]).step.do).toBe('query');
    const again: Event[] = [lost, { what: absentAt('a'), at: 20_000 }, { at: 20_000, what: 'TIMEOUT' }];
    expect(after([...again, { what: absentAt('a'), at: retryWindow }]).step.do).toBe('query');
    // The pause before it counts too.
    expect(after([...again, { what: absentAt('a'), at: retryWindow - gap }]).step.do).toBe('query');
  });

  test('is not sent again because of a copied response', () => {
    expect(after([lost, { what: absentAt('a', { fresh: false }) }]).step).toEqual({ do: 'query', after: gap });
  });

  test('is not sent again once the request is gone from memory', () => {
    expect(after([lost, absent], beginning, { ...rules, canSend: false }).step.do).toBe('query');
  });

  test('is not sent again after the service has reported it, nor when only the platform knows none', () => {
    expect(after([lost, { what: told(paying) }, absent]).step.do).toBe('query');
    expect(after([lost, { what: absentAt('a', { isAtPlatform: true }) }]).step.do).toBe('query');
    expect(after([lost, { what: absentAt('a', { isAtPlatform: true }) }, absent]).step.do).toBe('query');
  });

  test('is no reason for an outcome that stays unknown', () => {
    expect(after([lost, absent]).wait.error).toMatchObject({ code: 'CONNECTION_LOST' });
  });
});

describe('an order that never appears (rule 9 c)', () => {
  const late = longestUnderWay + 1;

  test('is failed after two questions of which neither came before the minute was over, ten seconds apart', () => {
    const first = after([lost, { what: absentAt('a'), at: late }]);
    expect(first.step).toEqual({ do: 'query', after: 10_000, notAt: 'a' });
    const second = after([lost, { what: absentAt('a'), at: late }, { what: absentAt('b'), at: late + 10_000 }]);
    expect(second.step).toEqual(failedBy(noSuchOrder));
  });

  test('is asked for just after the minute is over', () => {
    expect(after([lost, { what: absentAt('a'), at: longestUnderWay }]).step).toEqual({ do: 'query', after: 1 });
    expect(after([lost, { what: absentAt('a'), at: longestUnderWay - 500 }]).step).toEqual({ do: 'query', after: 501 });
  });

  test('is not failed by two questions that are nearer to each other', () => {
    const near = after([lost, { what: absentAt('a'), at: late }, { what: absentAt('b'), at: late + 9_999 }]);
    expect(near.step).toEqual({ do: 'query', after: 1, notAt: 'a' });
  });

  test('is not failed by a copy', () => {
    const copy = { what: absentAt('b', { fresh: false }), at: late + 10_000 };
    expect(after([lost, { what: absentAt('a'), at: late }, copy]).step.do).toBe('query');
  });

  test('counts the minute from the end of the last request', () => {
    const again: Event[] = [lost, { what: absentAt('a'), at: 20_000 }, { at: 20_000, what: 'TIMEOUT' }];
    expect(after([...again, { what: absentAt('a'), at: late }]).step).toMatchObject({ do: 'query', after: gap });
    const whole = [...again, { what: absentAt('a'), at: 20_000 + late }, { what: absentAt('b'), at: 20_000 + late + 10_000 }];
    expect(after(whole).step).toEqual(failedBy(noSuchOrder));
  });

  test('is never failed after the service has reported it, however long ago', () => {
    const known: Event[] = [lost, { what: told(paying) }, { what: absentAt('a'), at: 2 * late }];
    expect(after([...known, { what: absentAt('b'), at: 3 * late }]).step).toEqual({ do: 'query', after: gap });
  });

  test('is asked for at another host after a question that failed', () => {
    expect(after([lost, { what: absentAt('a'), at: late }, { what: 'UNVERIFIED_RESPONSE', at: late }]).step).toMatchObject({
      do: 'query',
      notAt: 'a',
    });
  });
});

describe('a refusal of the only request (rule 9 b)', () => {
  const refusal = refusalOf(104, 1);
  const refused: Event = { what: refusal };

  test('is asked about at once, and at another host three seconds after it', () => {
    expect(after([refused]).step).toEqual({ do: 'query', after: 0 });
    expect(after([refused, { what: absentAt('a'), at: 40 }]).step).toEqual({ do: 'query', after: 2_960, notAt: 'a' });
  });

  test('is the failure after two different answers that there is no such order, and not before', () => {
    const first = [refused, { what: absentAt('a'), at: 40 }];
    expect(after([...first, { what: absentAt('b'), at: 3_000 }]).step).toEqual(failedBy(refusal));
    expect(after([...first, { what: absentAt('b'), at: 2_999 }]).step).toMatchObject({ do: 'query', after: 1 });
    expect(after([...first, { what: absentAt('b', { fresh: false }), at: 3_000 }]).step.do).toBe('query');
  });

  test('counts an order that the platform does not know like none', () => {
    const atPlatform = (host: string) => absentAt(host, { isAtPlatform: true });
    const answered: Event = { what: atPlatform('a') };
    expect(after([answered]).step).toEqual({ do: 'query', after: 0 });
    const settled = after([answered, { what: atPlatform('a'), at: 40 }, { what: atPlatform('b'), at: 3_000 }]);
    expect(settled.step).toEqual(failedBy(noSuchOrder));
  });

  test.each([
    ['another request left before', [lost, absent, refused]],
    ['it is 102', [{ what: refusalOf(102, 1) }]],
    ['it carries no code', [{ what: refusalOf(101, 7, { authenticated: false, fresh: false }) }]],
    ['it is 407', [{ what: refusalOf(104, 407) }, { what: 'CONNECTION_LOST' as const }]],
  ] as [string, Event[]][])('proves nothing so soon when %s', (_, events) => {
    const soon = [...events, { what: absentAt('a'), at: 40 }, { what: absentAt('b'), at: 3_040 }];
    expect(after(soon).step.do).toBe('query');
    const late = longestUnderWay + 1;
    const end = after([...soon, { what: absentAt('a'), at: late }, { what: absentAt('b'), at: late + 10_000 }]).step;
    expect(end).toMatchObject({ do: 'settle', outcome: { result: 'failed' } });
  });

  test('is followed by no further request, whatever is asked', () => {
    for (const status of [101, 102, 104]) {
      expect(after([{ what: refusalOf(status, 1) }, absent]).step.do).toBe('query');
    }
  });

  test('that is a copy of an earlier one says nothing of this request', () => {
    const copy: Event = { what: refusalOf(104, 1, { fresh: false }) };
    expect(after([copy]).step).toEqual({ do: 'query', after: 0 });
    expect(after([copy, absent]).step.do).toBe('send');
  });

  test('is forgotten when the order turns out to be paid', () => {
    expect(after([refused, { what: told(paid) }]).step).toEqual({ do: 'settle', outcome: paid });
  });
});

describe('a refusal without a code (rules 2 and 4)', () => {
  const wrongKey = refusalOf(101, 7, { authenticated: false, fresh: false });
  const everywhere = (keyWasRight: boolean): What => ({ refusedEverywhere: wrongKey, keyWasRight });
  const refused: Event = { what: wrongKey };

  test('is asked about at all hosts, and never a failure', () => {
    expect(after([refused]).step).toEqual({ do: 'query', after: 0, everywhere: true });
  });

  test('at all of them ends the wait at once, when the key was never right', () => {
    expect(after([refused, { what: everywhere(false) }]).step).toEqual({ do: 'giveUp', error: wrongKey });
  });

  test('at all of them ends it after a second round, two seconds later, when the key was right before', () => {
    expect(after([refused, { what: everywhere(true) }]).step).toEqual({ do: 'query', after: 2_000, everywhere: true });
    expect(after([refused, { what: everywhere(true) }, { what: everywhere(true) }]).step).toMatchObject({ do: 'giveUp' });
  });

  test('of a question too leads to a round at all hosts, when the first one failed', () => {
    expect(after([refused, lost, refused]).step).toEqual({ do: 'query', after: 2_000, everywhere: true });
  });

  test('ends nothing after the service has reported the order', () => {
    expect(after([refused, { what: told(paying) }, { what: everywhere(false) }]).step.do).toBe('query');
  });
});

describe('whose order it is (rule 8)', () => {
  const untied: Event = { what: told(paying, 'send') };

  test('the identical request shows: at once, then with the pace of the queries', () => {
    expect(after([lost, untied]).step).toEqual({ do: 'send', after: 0, isTie: true });
    expect(after([lost, untied, lost, untied]).step).toEqual({ do: 'send', after: gap, isTie: true });
  });

  test('it is sent late and after a refusal too: it can create no order', () => {
    expect(after([lost, { ...untied, at: 2 * retryWindow }]).step).toMatchObject({ do: 'send', isTie: true });
    expect(after([{ what: refusalOf(104, 1) }, untied]).step).toMatchObject({ do: 'send', isTie: true });
  });

  test('it is not sent when it is gone from memory', () => {
    expect(after([lost, untied], beginning, { ...rules, canSend: false }).step).toEqual({ do: 'query', after: gap });
  });
});

describe('status 407', () => {
  const conflict = refusalOf(104, 407);

  test('once is repeated, since it may be a copy of another order’s', () => {
    expect(after([{ what: conflict }]).step).toEqual({ do: 'send', after: 0, isTie: true });
  });

  test('twice, differently, is a conflict, whatever a question said between', () => {
    const settled = { do: 'settle', outcome: { result: 'reentryConflict', error: conflict } };
    expect(after([{ what: conflict }, { what: conflict }]).step).toEqual(settled);
    const between: Event[] = [{ what: conflict }, lost, { what: told(paying, 'send') }, { what: conflict }];
    expect(after(between).step).toEqual(settled);
  });

  test('twice the same proves no more than once', () => {
    expect(after([{ what: conflict }, { what: refusalOf(104, 407, { fresh: false }) }]).step).toEqual({
      do: 'query',
      after: 0,
    });
  });

  test('once, and then the order itself, is the order', () => {
    expect(after([{ what: conflict }, { what: told(paid) }]).step).toEqual({ do: 'settle', outcome: paid });
  });
});

describe('hosts that cannot be reached', () => {
  const down: Event = { what: 'NOT_CONNECTED' };

  test('are tried one after the other at once, then every second, then nothing was sent', () => {
    const steps = [1, 2, 3, 4, 5, 6].map((failures) => after(Array.from({ length: failures }, () => down)).step);
    expect(steps.slice(0, 5)).toEqual([0, 0, 0, 1_000, 1_000].map((pause) => ({ do: 'send', after: pause })));
    expect(steps[5]).toMatchObject({ do: 'settle', outcome: { result: 'failed', error: { code: 'NOT_CONNECTED' } } });
  });

  test('never make a payment fail that may have left before', () => {
    let events: Event[] = [lost, absent];
    for (let failures = 0; failures < 20; failures += 1) events = [...events, down];
    expect(after(events).step).toEqual({ do: 'query', after: gap });
  });

  test('are no reason for what became of the request before', () => {
    expect(after([lost, absent, down]).wait.error).toMatchObject({ code: 'CONNECTION_LOST' });
  });
});

test('a request that may not leave any more is asked about, and not sent again', () => {
  const step = after([lost, absent, { what: 'REFUSED_LOCALLY' }, absent]).step;
  expect(step.do).toBe('query');
  expect(after([{ what: 'REFUSED_LOCALLY' }]).step).toMatchObject({ do: 'settle', outcome: { result: 'failed' } });
});

describe('after a restart', () => {
  const asked = (from: Wait<OrderOutcome>, ...at: number[]) =>
    after(
      at.map((moment, index) => ({ what: absentAt(`${index}`), at: moment })),
      from,
    ).step;

  test('an unknown order is asked for, never sent', () => {
    expect(asked(resuming(longestUnderWay, false), 0)).toEqual({ do: 'query', after: gap });
  });

  test('the time that was watched before counts', () => {
    expect(asked(resuming(30_000, false), 29_999, 40_000)).toMatchObject({ do: 'query', after: 10_000 });
    expect(asked(resuming(30_000, false), 30_001, 40_001)).toMatchObject({ do: 'settle', outcome: { result: 'failed' } });
  });

  test('an order that was reported before is never failed', () => {
    expect(asked(resuming(0, true), 100_000, 200_000)).toEqual({ do: 'query', after: gap });
  });
});
