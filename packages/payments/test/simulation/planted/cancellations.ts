import type { Bug } from './bug.ts';

const file = 'payments/src/cancel/cancel-order.ts';

/** Rule 11: the order's state says what became of a cancellation. */
export const cancellations: readonly Bug[] = [
  {
    name: 'an empty answer settles a cancellation',
    file,
    right: 'const refusal = await this.#send(recorded);',
    wrong: "const refusal = await this.#send(recorded);\n    if (refusal === undefined) return { result: 'cancelled' };",
  },
  {
    name: 'a cancellation takes effect at once or never',
    file: 'payments/src/journal/cancellation-watch.ts',
    right: 'const mayTakeEffect = 70_000;',
    wrong: 'const mayTakeEffect = 0;',
  },
  {
    name: 'an open cancellation is dropped when the order is settled',
    file: 'payments/src/journal/order-entry.ts',
    right: 'saysPaid(decided) && this.#journal.cancellations.mayTakeEffect(found)',
    wrong: 'saysPaid(decided) && this.#journal.cancellations === undefined',
  },
];
