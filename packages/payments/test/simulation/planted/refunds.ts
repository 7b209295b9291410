import type { Bug } from './bug.ts';

const refundable = 'payments/src/refunds/refundable.ts';

/** Rule 14. */
export const refunds: readonly Bug[] = [
  {
    name: 'a refund of another amount is ours',
    file: 'payments/src/service/refund-sdk.ts',
    right: ' || (refundFee ?? ours.refundFee) !== ours.refundFee',
    wrong: '',
  },
  {
    name: 'a refund follows an undecided one',
    file: refundable,
    right: 'if (open !== undefined) {',
    wrong: 'if (open === null) {',
  },
  {
    name: 'a refund is not held against what is left',
    file: refundable,
    right: 'if (refundFee > left) {',
    wrong: 'if (refundFee > totalFee) {',
  },
  {
    name: 'a refund that another process has sent since is ignored',
    file: 'payments/src/journal/refund-entry.ts',
    right: "held === 'elsewhere' || known.sends.count !== this.#sends || known.isKnown === true",
    wrong: "held === 'elsewhere' || known.isKnown === true",
  },
];
