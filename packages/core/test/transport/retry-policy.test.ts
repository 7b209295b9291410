import type { CallKind } from '@cloudpay/proto';
import { describe, expect, test } from 'vitest';
import { CloudPayError, type ErrorCode } from '../../src/base/errors.ts';
import { type Failure, failureOf, type RetryAction, retryDelay, retryTable } from '../../src/transport/retry-policy.ts';
import { retryingDocument } from './retrying-document.ts';

/** The rules of the protocol's documentation, written independently of the code. */
type Row = [reading: RetryAction, acting: RetryAction, charging: RetryAction, reporting: RetryAction];
const expected: Record<Failure, Row> = {
  refused: ['no', 'no', 'no', 'no'],
  uncertain3: ['backOff', 'backOff', 'queryFirst', 'no'],
  uncertain103: ['after3s', 'after3s', 'queryFirst', 'no'],
  undocumentedStatus: ['backOff', 'no', 'queryFirst', 'no'],
  notConnected: ['otherHost', 'otherHost', 'otherHost', 'otherHost'],
  noAcceptableResponse: ['otherHost', 'otherHost', 'queryFirst', 'no'],
  stopped: ['no', 'no', 'no', 'no'],
};

test("the table matches the protocol's documentation", () => {
  const rows = Object.entries(retryTable).map(([failure, { reading, acting, charging, reporting }]) => [
    failure,
    [reading, acting, charging, reporting],
  ]);
  expect(Object.fromEntries(rows)).toEqual(expected);
});

test('a payment is never repeated without a query, unless it was never sent', () => {
  for (const [failure, { charging }] of Object.entries(retryTable)) {
    if (failure !== 'notConnected') expect(['queryFirst', 'no']).toContain(charging);
  }
});

const error = (code: ErrorCode, status?: number) =>
  new CloudPayError(code, { code, outcome: 'unknown', ...(status !== undefined && { status }) });

test.each<[ErrorCode, number | undefined, Failure]>([
  ['SERVICE_REFUSED', 101, 'refused'],
  ['SERVICE_REFUSED', 102, 'refused'],
  ['SERVICE_REFUSED', 104, 'refused'],
  ['SERVICE_UNCERTAIN', 3, 'uncertain3'],
  ['SERVICE_UNCERTAIN', 103, 'uncertain103'],
  ['SERVICE_UNCERTAIN', 77, 'undocumentedStatus'],
  ['NOT_CONNECTED', undefined, 'notConnected'],
  ['CONNECTION_LOST', undefined, 'noAcceptableResponse'],
  ['TIMEOUT', undefined, 'noAcceptableResponse'],
  ['HTTP_ERROR', undefined, 'noAcceptableResponse'],
  ['UNVERIFIED_RESPONSE', undefined, 'noAcceptableResponse'],
  ['UNREADABLE_RESPONSE', 0, 'noAcceptableResponse'],
  ['ABORTED', undefined, 'stopped'],
  ['CLOSED', undefined, 'stopped'],
  ['INVALID_ARGUMENT', undefined, 'stopped'],
  ['REFUSED_LOCALLY', undefined, 'stopped'],
  ['JOURNAL_UNAVAILABLE', undefined, 'stopped'],
])('%s %s is the row %s', (code, status, failure) => {
  expect(failureOf(error(code, status))).toBe(failure);
});

describe('the delay before a retry', () => {
  const after = (
    kind: CallKind,
    code: ErrorCode,
    failures: number,
    { status, random = 1 }: { status?: number; random?: number } = {},
  ) => retryDelay(kind, error(code, status), failures, 4, () => random);

  test('status 103: three seconds each time', () => {
    expect([1, 2, 9].map((failures) => after('reading', 'SERVICE_UNCERTAIN', failures, { status: 103 }))).toEqual([
      3_000, 3_000, 3_000,
    ]);
    expect(after('acting', 'SERVICE_UNCERTAIN', 1, { status: 103 })).toBe(3_000);
  });

  test('status 3: half a second, doubled up to five seconds', () => {
    const waits = [1, 2, 3, 4, 5, 6, 50].map((failures) => after('reading', 'SERVICE_UNCERTAIN', failures, { status: 3 }));
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
  });

  test('the jitter at most halves it', () => {
    expect(after('reading', 'SERVICE_UNCERTAIN', 1, { status: 3, random: 0 })).toBe(250);
    expect(after('reading', 'SERVICE_UNCERTAIN', 9, { status: 3, random: 0.5 })).toBe(3_750);
  });

  test.each<ErrorCode>(['NOT_CONNECTED', 'TIMEOUT', 'UNVERIFIED_RESPONSE'])(
    '%s: each host at once, then a back-off',
    (code) => {
      const waits = [1, 2, 3, 4, 5, 6].map((failures) => after('acting', code, failures));
      expect(waits).toEqual([0, 0, 0, 500, 1_000, 2_000]);
    },
  );

  test('with one host the back-off begins with the first failure', () => {
    expect(retryDelay('reading', error('TIMEOUT'), 1, 1, () => 1)).toBe(500);
  });

  test('none, if the table says no or queryFirst', () => {
    const codes: [ErrorCode, number?][] = [['SERVICE_REFUSED', 104], ['ABORTED'], ['CLOSED'], ['INVALID_ARGUMENT']];
    for (const kind of ['reading', 'acting', 'charging', 'reporting'] as const) {
      for (const [code, status] of codes) expect(retryDelay(kind, error(code, status), 1, 4, () => 1)).toBeUndefined();
    }
    for (const code of ['TIMEOUT', 'CONNECTION_LOST', 'UNVERIFIED_RESPONSE'] as const) {
      expect(after('charging', code, 1)).toBeUndefined();
    }
    for (const status of [3, 103, 77]) expect(after('charging', 'SERVICE_UNCERTAIN', 1, { status })).toBeUndefined();
    expect(after('acting', 'SERVICE_UNCERTAIN', 1, { status: 77 })).toBeUndefined();
  });
});

// `vitest -u` rewrites it.
test('the document matches the table', async () => {
  await expect(retryingDocument()).toMatchFileSnapshot('../../../../docs/retrying.md');
});
