import type { Bug } from './bug.ts';

/** Rules 12, 15 and 16: what the journal holds, and who works on it. */
export const journal: readonly Bug[] = [
  {
    name: 'a weaker word replaces a stronger one',
    file: 'payments/src/journal/strength.ts',
    right: 'return strength > strengths[state];',
    wrong: 'return strength > 0;',
  },
  {
    name: 'the watch after a takeover is cut short',
    file: 'payments/src/wait/watch.ts',
    right: 'needed: longestExchange + longestUnderWay',
    wrong: 'needed: longestUnderWay - longestExchange',
  },
  {
    name: 'a watch that was interrupted counts as done',
    file: 'payments/src/wait/poller.ts',
    right: 'const done = Math.max(0, needed - Math.max(0, provesFrom - now))',
    wrong: 'const done = Math.max(needed, provesFrom)',
  },
  {
    name: 'what a failed write has left is never taken up',
    file: 'payments/src/journal/work.ts',
    right: 'let isOver = true;',
    wrong: 'let isOver = false;',
  },
  {
    name: 'resume forgets refunds',
    file: 'payments/src/resume/resume.ts',
    right: ".filter(({ state }) => state === 'undecided')",
    wrong: '.filter(() => false)',
  },
];
