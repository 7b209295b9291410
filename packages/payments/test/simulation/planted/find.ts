// `node … find.ts [--seeds N] [words]`: looks for the planted bugs, or those whose name holds the words.
import { parseArgs } from 'node:util';
import { bugs } from './bugs.ts';
import { Plantation } from './plant.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '2000' } },
});
const plantation = new Plantation();
let survivors = 0;
try {
  for (const bug of bugs.filter(({ name }) => name.includes(positionals.join(' ')))) {
    const violation = await plantation.firstViolation(bug, Number(values.seeds));
    if (violation === undefined) survivors += 1;
    console.log(`${violation === undefined ? 'SURVIVED' : `seed ${violation.seed}`}\t${bug.name}\t${violation?.what[0] ?? ''}`);
  }
} finally {
  plantation.remove();
}
console.log(`${survivors} survived`);
process.exit(survivors === 0 ? 0 : 1);
