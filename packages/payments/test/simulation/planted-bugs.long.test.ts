import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { Sdk } from './till.ts';
import { liveMany } from './worlds.ts';

/** A place in the sources of the SDK, and what a careless hand would make of it. */
interface Edit {
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
}

interface Bug extends Edit {
  readonly name: string;
  /** A second guard that has to go before the bug can do harm. */
  readonly and?: Edit;
  /** What the simulation must say, somewhere. */
  readonly symptom: RegExp;
}

const bugs: readonly Bug[] = [
  {
    name: 'a timeout counts as failed',
    file: 'payments/src/wait/decide.ts',
    right: "if (error.outcome === 'unknown') {",
    wrong: "if (error.outcome === 'unknown' && error.code !== 'TIMEOUT') {",
    symptom: /told order failed, but the customer was charged/,
  },
  {
    name: 'a response without a code is believed',
    file: 'core/src/transport/envelope.ts',
    right: '!authenticated && !endpoint.answeredBeforeKey && !believedWithoutCode.has(response.status)',
    wrong: 'false',
    symptom: /told order paid, but nobody was charged/,
  },
  {
    name: 'a wrong code is believed',
    file: 'core/src/transport/envelope.ts',
    right: 'if (keys.some((key) => verifyAuthenticationCode(key, text, code))) return code.toUpperCase();',
    wrong: 'return code.toUpperCase();',
    symptom: /told order paid, but nobody was charged/,
  },
  {
    name: 'a response about another order is believed',
    file: 'payments/src/orders/order-sdk.ts',
    right: 'if (isAnother) throw aboutAnother(endpoint);',
    wrong: 'if (isAnother) return;',
    symptom: /told order|in the journal/,
  },
  {
    name: "another call's response is believed",
    file: 'core/src/transport/base-client.ts',
    right: 'if (key === undefined && !endpoint.mayLackPayload)',
    wrong: 'if (!endpoint.path)',
    and: { file: 'payments/src/orders/cancel-order.ts', right: 'if (!isCertain) throw notCertain();', wrong: '' },
    symptom: /refund|cancel/,
  },
  {
    name: '"no such order" counts as failed at once',
    file: 'payments/src/wait/decide.ts',
    right: 'if (now - lastSentAt < longestUnderWay) return { wait, step: askLater(wait, rules) };',
    wrong: '',
    symptom: /failed/,
  },
  {
    name: 'the order is not recorded before it is sent',
    file: 'payments/src/journal/order-entry.ts',
    right: "return { ...order, state: 'undecided', lastSentAt: sentAt, lease };",
    wrong: 'return undefined;',
    symptom: /the journal has lost it/,
  },
  {
    name: "a callback about a stranger's order pays ours of the same number",
    file: 'payments/src/callbacks/confirm-payment.ts',
    right: 'if (!isRecordedOrder(record, order)) return false;',
    wrong: '',
    symptom: /told order paid, but nobody was charged/,
  },
  {
    name: 'resume forgets refunds',
    file: 'payments/src/resume.ts',
    right: ".filter(({ state }) => state === 'undecided')",
    wrong: '.filter(() => false)',
    symptom: /refund .* is open in the journal/,
  },
  {
    name: 'a re-entry conflict does not stop a cancellation',
    file: 'payments/src/orders/cancel-order.ts',
    right: "if (record?.state !== 'reentryConflict') return;",
    wrong: "if (record?.state !== 'reentryConflict' || true) return;",
    and: {
      file: 'payments/src/orders/cancel-order.ts',
      right: 'if (order === undefined || record === undefined || isSameOrder(record, order)) return outcome;',
      wrong: 'if (isSameOrder !== undefined) return outcome;',
    },
    symptom: /after a re-entry conflict/,
  },
  {
    name: 'a refund is not held against what is left',
    file: 'payments/src/refunds/refundable.ts',
    right: 'if (refundFee > left) {',
    wrong: 'if (refundFee > totalFee) {',
    symptom: /refunded/,
  },
  {
    name: 'a wait has no end',
    file: 'payments/src/wait/wait.ts',
    right: 'if (this.#isLast || remaining <= 0)',
    wrong: 'if (remaining <= -600_000)',
    symptom: /took \d+ ms|does not end/,
  },
  {
    name: 'a payment that is ended while its request is under way counts as never sent',
    file: 'payments/src/wait/wait.ts',
    right: "const mayHaveLeft = report.step === 'send' && report.error.outcome === 'unknown';",
    wrong: 'const mayHaveLeft = false;',
    symptom: /told order failed, but the customer was charged/,
  },
  {
    name: 'the payment goes out under a new number when the first response is lost',
    file: 'payments/src/pay/prepare.ts',
    right: 'await client.call(microPayEndpoint, content, options);',
    wrong:
      "await client.call(microPayEndpoint, content, options).catch(async (error) => { if (error.code !== 'CONNECTION_LOST') throw error; return client.call(microPayEndpoint, { ...content, payContent: { ...content.payContent, totalFee: content.payContent.totalFee + 1 } }, options); });",
    symptom: /told order|number was never used/,
  },
];

// Below this package, so that its tools treat the copies like its sources.
const folder = mkdtempSync(fileURLToPath(new URL('../../.planted-', import.meta.url)));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(bugs)('caught: $name', { timeout: 300_000 }, async ({ name, symptom, and, ...edit }) => {
  const copy = `${folder}/${name.replaceAll(/\W+/g, '-')}`;
  copySources(copy);
  plant(copy, edit);
  if (and !== undefined) plant(copy, and);
  const sdk = (await import(/* @vite-ignore */ `${copy}/payments/src/index.ts`)) as Sdk;
  const [violation] = await liveMany(sdk, 1, 2_000, 1);
  expect(violation?.what.join('\n') ?? 'nothing noticed').toMatch(symptom);
  console.log(`${name}: seed ${violation?.seed}, ${violation?.what[0]}`);
});

/** Copies the sources of core and payments side by side. */
function copySources(copy: string): void {
  for (const name of ['core', 'payments']) {
    const from = fileURLToPath(new URL(`../../../${name}/`, import.meta.url));
    cpSync(`${from}src`, `${copy}/${name}/src`, { recursive: true });
    cpSync(`${from}package.json`, `${copy}/${name}/package.json`);
    symlinkSync(`${from}node_modules`, `${copy}/${name}/node_modules`);
  }
  for (const path of globSync(`${copy}/payments/src/**/*.ts`)) {
    const depth = path.slice(`${copy}/payments/src/`.length).split('/').length;
    const core = `${'../'.repeat(depth + 1)}core/src/index.ts`;
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll("'@cloudpay/core'", `'${core}'`));
  }
}

function plant(copy: string, { file, right, wrong }: Edit): void {
  const text = readFileSync(`${copy}/${file}`, 'utf8');
  expect(text.split(right), `${file} holds the place of the bug once`).toHaveLength(2);
  writeFileSync(
    `${copy}/${file}`,
    text.replace(right, () => wrong),
  );
}
