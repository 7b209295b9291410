import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMockServer } from '@cloudpay/mock-server';
import { createMemoryJournal, Payments } from '@cloudpay/payments';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { type Metrics, startMetrics } from '../metrics/src/metrics.ts';
import { environmentOf, run } from './helpers/program.ts';

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}

const { groups } = parse(readFileSync(new URL('../metrics/alerts.yml', import.meta.url), 'utf8')) as Rules;
const rules = groups.flatMap((group) => group.rules);

/** The series that an alert's expression begins with: `name{label="value"}`. */
function selectorOf(alert: string): { name: string; matchers: [string, string, string][] } {
  const expr = rules.find((rule) => rule.alert === alert)?.expr ?? '';
  const [, name = '', labels = ''] = /(cloudpay_\w+)\{([^}]*)\}/.exec(expr) ?? [];
  const matchers = [...labels.matchAll(/(\w+)(=|!=|=~|!~)"([^"]*)"/g)].map(
    ([, label = '', operator = '', value = '']): [string, string, string] => [label, operator, value],
  );
  return { name, matchers };
}

/** The sum of what a text of metrics says for the series of an alert. */
function valueFor(alert: string, text: string): number {
  const { name, matchers } = selectorOf(alert);
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const values = lines.flatMap((line) => {
    const labels = Object.fromEntries([...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label, value]));
    const isMatched = matchers.every(([label, operator, wanted]) => {
      const told = labels[label] ?? '';
      const isLike = operator.includes('~') ? new RegExp(`^(?:${wanted})$`).test(told) : told === wanted;
      return operator.startsWith('!') ? !isLike : isLike;
    });
    return isMatched
      ? [
          Number(
            line
              .slice(line.lastIndexOf('}') + 1)
              .trim()
              .split(' ')[0],
          ),
        ]
      : [];
  });
  return values.reduce((sum, value) => sum + value, 0);
}

describe('metrics', () => {
  let metrics: Metrics;
  beforeEach(async () => {
    metrics = await startMetrics(0);
  });
  const read = async () => (await fetch(metrics.url)).text();
  afterEach(() => metrics[Symbol.asyncDispose]());

  const order = { outTradeNo: 'sz010002czmetrics1', authorCode: '134520273825380000', totalFee: 1999, body: '咖啡' };

  test('are Prometheus text, and no alert fires on a good day', async () => {
    await using sandbox = await startMockServer();
    await using payments = new Payments({ ...sandbox.configuration, clock: sandbox.clock });
    await (await payments.microPay(order)).result();
    const text = await read();
    expect(text).toMatch(/^cloudpay_outcome_duration_count\{cloudpay_operation="payment",cloudpay_result="paid".*\} 1$/m);
    for (const { alert } of rules) expect(valueFor(alert, text), alert).toBe(0);
    expect(text).not.toContain(order.outTradeNo);
  });

  test('an order that is unknown for ten minutes', async () => {
    await using sandbox = await startMockServer();
    const { outSubMchId } = sandbox.configuration;
    const journal = createMemoryJournal();
    const acceptedAt = { local: Date.now() - 601_000 };
    await journal.write({
      record: { outTradeNo: order.outTradeNo, outSubMchId, state: 'undecided', isKnown: true, totalFee: 1, acceptedAt },
      version: 0,
      isUndecided: true,
      hold: 'release',
    });
    await using payments = new Payments({ ...sandbox.configuration, clock: sandbox.clock, journal });
    for await (const { outcome } of payments.resume({ timeout: 1 })) expect(outcome.result).toBe('unknown');
    expect(valueFor('CloudPayOrderUnknown', await read())).toBeGreaterThan(600);
  });

  test('a journal that fails', async () => {
    await using sandbox = await startMockServer();
    const full = async () => {
      throw new Error('the disk is full');
    };
    const journal = Object.assign(createMemoryJournal(), { write: full });
    await using payments = new Payments({ ...sandbox.configuration, clock: sandbox.clock, journal });
    await expect(payments.microPay(order)).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
    expect(valueFor('CloudPayJournalFails', await read())).toBe(1);
  });

  test('all hosts down', async () => {
    await using sandbox = await startMockServer({ hosts: 2 });
    for (const host of [0, 1]) await sandbox.failHost(host, { fault: 'down' });
    await using payments = new Payments({ ...sandbox.configuration, clock: sandbox.clock });
    await (await payments.microPay(order)).result();
    expect(valueFor('CloudPayAllHostsDown', await read())).toBeGreaterThan(1);
  });
});

test('the watchman serves them until it is told to stop', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cloudpay-metrics-'));
  try {
    await using sandbox = await startMockServer();
    const environment = { ...environmentOf(sandbox), METRICS_PORT: '0', TILL_JOURNAL: join(folder, 'till.db') };
    await using watchman = run('metrics', 'start', environment);
    const [, url = ''] = await watchman.printed(/metrics: (http\S+)/);
    // It looks into the journal once it has told where they are.
    const claims = 'cloudpay_journal_duration_count{cloudpay_operation="claim"';
    await vi.waitFor(async () => expect(await (await fetch(url)).text()).toContain(claims), 20_000);
    watchman.signal('SIGTERM');
    expect(await watchman.ended).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
