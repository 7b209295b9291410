import { absence } from './absence.ts';
import { answers } from './answers.ts';
import type { Bug } from './bug.ts';
import { callbacks } from './callbacks.ts';
import { cancellations } from './cancellations.ts';
import { identity } from './identity.ts';
import { journal } from './journal.ts';
import { refunds } from './refunds.ts';
import { sends } from './sends.ts';

/** All bugs that the simulation must find. */
export const bugs: readonly Bug[] = [
  ...answers,
  ...identity,
  ...absence,
  ...sends,
  ...journal,
  ...cancellations,
  ...refunds,
  ...callbacks,
];
