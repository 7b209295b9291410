import type { Bug } from './bug.ts';

const afterSend = 'payments/src/wait/after-send.ts';
const limits = 'payments/src/wait/limits.ts';
const entry = 'payments/src/journal/order-entry.ts';
const poller = 'payments/src/wait/poller.ts';

/** Rules 3, 16 and 17: when a payment may leave. */
export const sends: readonly Bug[] = [
  {
    name: 'a refused payment is sent again',
    file: afterSend,
    right: 'const refused = { ...wait, mustNotSend: true, refusal',
    wrong: 'const refused = { ...wait, refusal',
  },
  {
    name: 'a payment is sent again for ten minutes',
    file: limits,
    right: 'retryWindow = 45_000',
    wrong: 'retryWindow = 600_000',
  },
  {
    name: 'a machine that slept sends when it wakes',
    file: poller,
    right: 'if (sends > 0 && !isTie && this.#isTooLate()) throw tooLate();',
    wrong: 'if (isTie && this.#isTooLate()) throw tooLate();',
  },
  {
    name: 'the order is not recorded before it is sent',
    file: entry,
    right: 'if (!(await journal.insert(record))) await takeRefusedNumber(journal, record);',
    wrong: '',
  },
  {
    name: 'a repetition is not recorded',
    file: poller,
    right: 'if (sends > 0 || failures > 0) await record.sending(momentOf(client), isTie);',
    wrong: 'if (sends > 9) await record.sending(momentOf(client), isTie);',
  },
  {
    name: 'an order that was settled elsewhere is sent again',
    file: entry,
    right: "if (record?.state !== 'undecided' || held",
    wrong: 'if (record === undefined || held',
  },
  {
    name: 'a cancelled order is sent again',
    file: entry,
    right: 'if (record.isGivenUp && !isTie) throw givenUp();',
    wrong: 'if (record.isGivenUp && isTie) throw givenUp();',
  },
  {
    name: 'the last act of a wait is a payment',
    file: poller,
    right: "return { do: 'query', after: Math.max(0, remaining - lastCall) };",
    wrong: 'return { do: step.do, after: Math.max(0, remaining - lastCall) };',
    and: { file: poller, right: "step.do === 'send' ? remaining - this.#timeToAsk() : remaining", wrong: 'remaining' },
  },
  {
    name: 'a payment waits for a slow journal',
    file: 'payments/src/journal/journal.ts',
    right: 'return await Promise.race([work, timeout]);',
    wrong: 'return await work;',
  },
  {
    name: 'a wait has no end',
    file: poller,
    right: 'if (this.#isLast || remaining <= 0)',
    wrong: 'if (remaining <= -600_000)',
  },
];
