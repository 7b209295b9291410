import type { Bug } from './bug.ts';

const afterQuery = 'payments/src/wait/after-query.ts';
const afterSend = 'payments/src/wait/after-send.ts';
const proof = 'payments/src/wait/proof.ts';
const entry = 'payments/src/journal/order-entry.ts';

/** Rule 9: when nothing happened. */
export const absence: readonly Bug[] = [
  {
    name: '"no such order" counts as failed at once',
    file: proof,
    right: 'if (absence.askedAt <= provesFrom) {',
    wrong: 'if (provesFrom === undefined) {',
  },
  {
    name: 'a refusal is confirmed at once',
    file: proof,
    right: 'const refusalGap = 3_000;',
    wrong: 'const refusalGap = 0;',
  },
  {
    name: 'the refusal of a repetition counts for all requests',
    file: afterSend,
    right: 'const settlesOnlyRequest = isAuthentic && error.status === Status.Failed && wait.sends === 1;',
    wrong: 'const settlesOnlyRequest = isAuthentic && error.status === Status.Failed;',
    and: {
      file: afterQuery,
      right: 'refusal?.settlesOnlyRequest && wait.sends === 1 ?',
      wrong: 'refusal?.settlesOnlyRequest ?',
    },
  },
  {
    name: 'requests are under way for twenty seconds only',
    file: afterSend,
    right: 'provesFrom: now + longestUnderWay,',
    wrong: 'provesFrom: now + 20_000,',
  },
  {
    name: 'one question suffices after the minute',
    file: proof,
    right: 'if (first !== undefined && absence.askedAt - first.askedAt >= proofGap) {',
    wrong: 'if (absence.askedAt > provesFrom && first === first) {',
  },
  {
    name: 'a replayed "no such order" counts',
    file: afterQuery,
    right: 'if (!fresh || wait.isKnown)',
    wrong: 'if (wait.isKnown)',
  },
  {
    name: '"no such order" counts for an order that was told of',
    file: afterQuery,
    right: 'if (!fresh || wait.isKnown)',
    wrong: 'if (!fresh)',
    and: { file: entry, right: ' || found.isKnown === true;', wrong: ';' },
  },
  {
    name: 'a restart forgets that an order was told of',
    file: entry,
    right: 'return isNew ? {',
    wrong: 'return isNew === null ? {',
  },
  {
    name: 'a process concludes about a record that another one holds',
    file: entry,
    right: "const isOvertaken = held === 'elsewhere' || ",
    wrong: 'const isOvertaken = ',
  },
  {
    name: 'a request that another process has sent since is ignored',
    file: entry,
    right: ' || found.sends?.count !== this.#sends',
    wrong: '',
  },
  {
    name: 'a payment that is ended while its request is under way counts as never sent',
    file: 'payments/src/wait/poller.ts',
    right: 'const { wait, step: next } = decide(this.#wait, report, this.#rules());',
    wrong: `const decision = decide(this.#wait, report, this.#rules());
    const { step: next } = decision;
    const wait = this.#stopped ? this.#wait : decision.wait;`,
  },
];
