// Tables that are written by hand and must match the code.
import { readFileSync } from 'node:fs';
import { CommonConf, TradeConf } from '@cloudpay/proto';
import { expect, test } from 'vitest';
import { root } from '../src/markdown.ts';

const languages = ['zh', 'en'] as const;
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');

/** The text in backticks in the first column of the tables. */
function firstColumn(markdown: string): string[] {
  const cells = markdown.match(/^\| *`[^|]*/gm) ?? [];
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string));
}

/** The members of a string union in a source file. */
function union(path: string, type: string): string[] {
  const [, body = ''] = new RegExp(`type ${type} =([^]+?'\\w+');`).exec(read(path)) ?? [];
  return [...body.matchAll(/\| '(\w+)'/g)].map(([, name]) => name as string);
}

test.each(languages)('docs/%s/errors.md lists every error code', (language) => {
  const codes = [
    ...union('packages/core/src/base/errors.ts', 'CommonErrorCode'),
    ...union('packages/security/src/file/file-error.ts', 'FileErrorCode'),
    ...union('packages/security/src/login-error.ts', 'LoginErrorCode'),
  ];
  const named = firstColumn(read(`docs/${language}/errors.md`)).filter((name) => /^[A-Z_]+$/.test(name));
  expect(codes).toContain('NUMBER_REUSED');
  expect(named.toSorted()).toEqual(codes.toSorted());
});

test.each(languages)('docs/%s/errors.md lists every outcome of an order', (language) => {
  const outcomes = [...read('packages/payments/src/service/order-outcome.ts').matchAll(/readonly result: (.+);/g)]
    .flatMap(([, type]) => type?.match(/\w+/g) ?? [])
    .toSorted();
  expect(outcomes).toContain('reentryConflict');
  expect(firstColumn(read(`docs/${language}/errors.md`))).toEqual(expect.arrayContaining(outcomes));
});

test.each(languages)('docs/%s/callbacks.md lists every reason to refuse a callback', (language) => {
  const reasons = union('packages/payments/src/callbacks/callback-error.ts', 'CallbackRefusal');
  const [, table = ''] = read(`docs/${language}/callbacks.md`).split('| `refusal`');
  expect(reasons).toContain('parsedBody');
  expect(firstColumn(table).toSorted()).toEqual(reasons.toSorted());
});

test.each(languages)('docs/%s/configuration.md lists every field', (language) => {
  const fields = [...CommonConf.fields, ...TradeConf.fields].map(({ name }) => name);
  expect(firstColumn(read(`docs/${language}/configuration.md`))).toEqual(
    expect.arrayContaining([...fields, 'baseUrls', 'timeout']),
  );
});

test.each(languages)('docs/%s/operations.md lists every step of a payment', (language) => {
  const steps = [...read('packages/payments/src/pay/progress.ts').matchAll(/\| \{ readonly type: '(\w+)'/g)].map(
    ([, name]) => name,
  );
  expect(steps).toContain('settled');
  expect(firstColumn(read(`docs/${language}/operations.md`))).toEqual(expect.arrayContaining(steps));
});

test.each(languages)('docs/%s/migration.md lists every C function in a docstring', (language) => {
  const api = ['payments', 'payments.functions', 'shops', 'security', 'core']
    .map((page) => read(`docs/api/${page}.md`))
    .join('\n');
  const functions = [...new Set(api.match(/cloud_pay_\w+\b(?!\.json)/g))].filter(
    (name) => !/_identification_check|_login_check/.test(name),
  );
  expect(functions.length).toBeGreaterThan(12);
  for (const name of functions) expect(read(`docs/${language}/migration.md`)).toContain(name);
});

test.each(languages)('docs/%s/privacy.md names every field of a journal record, an event and a message', (language) => {
  const fieldsOf = (path: string, ...types: string[]) =>
    types.flatMap((type) => {
      const [, body = ''] = new RegExp(`interface ${type}\\b[^{]*\\{([^]+?)\\n\\}`).exec(read(path)) ?? [];
      const fields = [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name as string);
      expect(fields.length, type).toBeGreaterThan(0);
      return fields;
    });
  const core = 'packages/core/src';
  const payments = 'packages/payments/src';
  const fields = [
    ...fieldsOf(`${payments}/journal/record.ts`, 'JournalRecord'),
    ...fieldsOf(`${payments}/journal/channel.ts`, 'JournalMessage'),
    ...fieldsOf(`${core}/base/tracing.ts`, 'TracedFacts'),
    ...fieldsOf(`${core}/transport/channels.ts`, 'Numbers', 'CallMessage', 'HostMessage'),
    ...fieldsOf(`${core}/transport/events.ts`, 'CallFacts', 'RequestEvent', 'ResponseEvent', 'FailureEvent', 'KeyEvent'),
    ...fieldsOf(`${payments}/context/context.ts`, 'JournalFailureEvent'),
    ...fieldsOf(
      `${payments}/context/channels.ts`,
      ...['Followed', 'PaymentMessage', 'RefundMessage', 'CancellationMessage', 'CallbackMessage'],
    ),
  ];
  const named = firstColumn(read(`docs/${language}/privacy.md`));
  for (const field of new Set(fields)) expect(named).toContain(field);
});

test.each(languages)('docs/%s/operations.md names every channel', (language) => {
  const sources = ['packages/core/src/transport/channels.ts', 'packages/payments/src/context/channels.ts'].map(read);
  const channels = sources.flatMap((text) =>
    [...text.matchAll(/readonly '(cloudpay:\w+)'/g)].map(([, name]) => name as string),
  );
  expect(channels).toHaveLength(7);
  expect(firstColumn(read(`docs/${language}/operations.md`))).toEqual(expect.arrayContaining(channels));
});
