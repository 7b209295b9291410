// `pnpm simulate --seeds N [--from S]`: lives many worlds, and prints the seed of each in which something happened that must not.
// `pnpm simulate --from S --seeds 1 --story` lives that world again, exactly, and tells all that happened in it.
import { parseArgs } from 'node:util';
import * as sdk from '../../src/index.ts';
import { livedThrough } from './world.ts';
import { liveMany } from './worlds.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    story: { type: 'boolean', default: false },
  },
});
const [seeds, from] = [Number(values.seeds), Number(values.from)];
if (!Number.isSafeInteger(seeds) || !Number.isSafeInteger(from) || seeds < 1) {
  console.error('usage: pnpm simulate --seeds N [--from S] [--story]');
  process.exit(64);
}
if (values.story) console.log((await livedThrough(from, sdk)).story.join('\n'));
const violations = await liveMany(sdk, from, seeds);
for (const { seed, what } of violations) console.log(`seed ${seed}\n  ${what.join('\n  ')}`);
console.log(`${seeds} worlds from seed ${from}: ${violations.length} with violations`);
process.exit(violations.length === 0 ? 0 : 1);
