import { CloudPayError, type ErrorCode, type NotFound, type OrderOutcome } from '@cloudpay/core';
import { describe, expect, test } from 'vitest';
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

const gap = 1_500;
const rules: Rules<OrderOutcome> = {
  gapAfter: () => gap,
  hostCount: 4,
  isFinal: ({ result }) => result !== 'unknown' && result !== 'awaitingPayment',
  failed: (error) => ({ result: 'failed', error }),
};

/** Goes through reports one after the other; each is the outcome or error of the step that was decided on before. */
function after(
  events: readonly { readonly at?: number; readonly what: OrderOutcome | NotFound | ErrorCode | CloudPayError }[],
  from = beginning,
) {
  let wait: Wait<OrderOutcome> = from;
  let step: ReturnType<typeof decide<OrderOutcome>>['step'] = { do: from.sends > 0 ? 'query' : 'send', after: 0 };
  for (const { at = 0, what } of events) {
    if (step.do === 'settle') throw new Error('the wait is over already');
    const result =
      typeof what === 'string' ? { error: errorOf(what) } : what instanceof CloudPayError ? { error: what } : { outcome: what };
    const report: Report<OrderOutcome> = { step: step.do, startedAt: at, now: at, ...result };
    ({ wait, step } = decide(wait, report, rules));
  }
  return { wait, step };
}

const lost = { what: 'CONNECTION_LOST' as const };

describe('the service’s word', () => {
  test.each(['paid', 'failed', 'refunded', 'reversed', 'closed'] as const)(
    '%s settles, from a send and from a query',
    (result) => {
      const outcome = { ...paid, result } as OrderOutcome;
      expect(after([{ what: outcome }]).step).toEqual({ do: 'settle', outcome });
      expect(after([lost, { what: outcome }]).step).toEqual({ do: 'settle', outcome });
    },
  );

  test('that the customer pays makes it ask again after the gap', () => {
    expect(after([{ what: paying }]).step).toEqual({ do: 'query', after: gap });
    expect(after([{ what: paying }, { what: paying }]).step).toEqual({ do: 'query', after: gap });
  });

  test.each([
    [101, 7],
    [102, 1],
    [104, 407],
    [104, 1],
  ])('%d/%d on the first request is the end', (status, internalStatus) => {
    const refusal = errorOf('SERVICE_REFUSED', { status, internalStatus });
    expect(after([{ what: refusal }]).step).toEqual({ do: 'settle', outcome: { result: 'failed', error: refusal } });
  });
});

describe('after a send whose fate is open', () => {
  test.each<ErrorCode>(['CONNECTION_LOST', 'TIMEOUT', 'HTTP_ERROR', 'UNVERIFIED_RESPONSE', 'UNREADABLE_RESPONSE'])(
    '%s asks at once',
    (code) => {
      expect(after([{ what: code }]).step).toEqual({ do: 'query', after: 0 });
    },
  );

  test('status 103 asks after three seconds', () => {
    expect(after([{ what: errorOf('SERVICE_UNCERTAIN', { status: 103 }) }]).step).toEqual({ do: 'query', after: 3_000 });
  });

  test.each([3, 77])('status %d asks after a second', (status) => {
    expect(after([{ what: errorOf('SERVICE_UNCERTAIN', { status }) }]).step).toEqual({ do: 'query', after: 1_000 });
  });

  test('every host gets its chance at once, then the schedule sets the pace', () => {
    const down = { what: 'NOT_CONNECTED' as const };
    const steps = [1, 2, 3, 4, 5].map((failures) => after([lost, ...Array.from({ length: failures }, () => down)]).step);
    expect(steps.map((step) => 'after' in step && step.after)).toEqual([0, 0, 0, gap, gap]);
    expect(new Set(steps.map((step) => step.do))).toEqual(new Set(['query']));
  });

  test('a word from the service begins the count of failures anew', () => {
    const down = { what: 'TIMEOUT' as const };
    expect(after([lost, down, down, down, { what: paying }, down]).step).toEqual({ do: 'query', after: 0 });
  });
});

describe('an order that the service does not know', () => {
  test('is sent again at once, while the customer stands there', () => {
    expect(after([lost, { what: notFound }]).step).toEqual({ do: 'send', after: 0 });
  });

  test('is sent a third time with the pace of the queries', () => {
    expect(after([lost, { what: notFound }, lost, { what: notFound }]).step).toEqual({ do: 'send', after: gap });
  });

  test('is sent again until the window closes, counted from the first send', () => {
    expect(after([lost, { what: notFound, at: retryWindow - 1 }]).step.do).toBe('send');
    expect(after([lost, { what: notFound, at: retryWindow }]).step.do).toBe('query');
    const twice = after([
      lost,
      { what: notFound, at: 20_000 },
      { at: 20_000, what: 'TIMEOUT' },
      { what: notFound, at: retryWindow },
    ]);
    expect(twice.step.do).toBe('query');
  });

  test('is failed when the longest time under way is over since the last send, and not before', () => {
    const sentAgain = [lost, { what: notFound, at: 20_000 }, { at: 20_000, what: 'TIMEOUT' as const }];
    const before = after([...sentAgain, { what: notFound, at: 20_000 + longestUnderWay - 1 }]);
    expect(before.step).toEqual({ do: 'query', after: gap });
    const then = after([...sentAgain, { what: notFound, at: 20_000 + longestUnderWay }]);
    expect(then.step).toEqual({ do: 'settle', outcome: { result: 'failed', error: notFound.error } });
  });

  test('is asked for again when the service has told of it before, however long ago', () => {
    const known = after([lost, { what: paying }, { what: notFound, at: 10 * longestUnderWay }]);
    expect(known.step).toEqual({ do: 'query', after: gap });
    const fromTheSend = after([{ what: paying }, { what: notFound, at: 10 * longestUnderWay }]);
    expect(fromTheSend.step).toEqual({ do: 'query', after: gap });
  });
});

describe('a refusal of a repeated request', () => {
  const refusal = errorOf('SERVICE_REFUSED', { status: 104, internalStatus: 1 });
  const refused = [lost, { what: notFound }, { what: refusal }];

  test('settles nothing: an earlier one may be under way', () => {
    expect(after(refused).step).toEqual({ do: 'query', after: 0 });
  });

  test('is followed by no further send', () => {
    expect(after([...refused, { what: notFound, at: 1 }]).step).toEqual({ do: 'query', after: gap });
  });

  test('is the reason of the failure when the order never appears', () => {
    const end = after([...refused, { what: notFound, at: longestUnderWay }]);
    expect(end.step).toEqual({ do: 'settle', outcome: { result: 'failed', error: refusal } });
  });

  test('is forgotten when the order turns out to be paid', () => {
    expect(after([...refused, { what: paid }]).step).toEqual({ do: 'settle', outcome: paid });
  });
});

describe('hosts that cannot be reached', () => {
  const down = { what: 'NOT_CONNECTED' as const };

  test('are tried one after the other at once, then every second, then nothing was sent', () => {
    const steps = [1, 2, 3, 4, 5, 6].map((failures) => after(Array.from({ length: failures }, () => down)).step);
    expect(steps.slice(0, 5)).toEqual([0, 0, 0, 1_000, 1_000].map((pause) => ({ do: 'send', after: pause })));
    expect(steps[5]).toMatchObject({ do: 'settle', outcome: { result: 'failed', error: { code: 'NOT_CONNECTED' } } });
  });

  test('never make a payment fail that may have left before', () => {
    let events = [lost, { what: notFound }] as Parameters<typeof after>[0][number][];
    for (let failures = 0; failures < 20; failures += 1) events = [...events, down];
    expect(after(events).step).toEqual({ do: 'query', after: gap });
  });
});

describe('after a restart', () => {
  test('an unknown order is asked for, never sent', () => {
    expect(after([{ what: notFound }], resuming(0)).step).toEqual({ do: 'query', after: gap });
  });

  test('the time since the crash counts, as far as it is certain', () => {
    expect(after([{ what: notFound }], resuming(longestUnderWay - 1)).step.do).toBe('query');
    expect(after([{ what: notFound }], resuming(longestUnderWay)).step).toMatchObject({
      do: 'settle',
      outcome: { result: 'failed' },
    });
    expect(after([{ what: notFound, at: 20_000 }], resuming(longestUnderWay - 20_000)).step.do).toBe('settle');
  });
});
