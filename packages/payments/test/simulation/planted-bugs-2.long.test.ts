import { bugs } from './planted/bugs.ts';
import { declareBugs } from './planted/caught.ts';

// One of two files, so that both processors have their share.
declareBugs(
  'planted bugs, the odd ones',
  bugs.filter((_, index) => index % 2 === 1),
);
