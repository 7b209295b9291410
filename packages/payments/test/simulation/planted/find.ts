// Looks for planted bugs: all of them, or those whose name holds the words of the command line.
import { bugs } from './bugs.ts';
import { Plantation } from './plant.ts';

const words = process.argv.slice(2).join(' ');
const plantation = new Plantation();
let survivors = 0;
try {
  for (const bug of bugs.filter(({ name }) => name.includes(words))) {
    const violation = await plantation.firstViolation(bug);
    if (violation === undefined) survivors += 1;
    console.log(`${violation === undefined ? 'SURVIVED' : `seed ${violation.seed}`}\t${bug.name}\t${violation?.what[0] ?? ''}`);
  }
} finally {
  plantation.remove();
}
console.log(`${survivors} survived`);
process.exit(survivors === 0 ? 0 : 1);
