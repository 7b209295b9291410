import { execFileSync } from 'node:child_process';
import { sdkUrl } from './sdk.ts';
import { merchant } from './setting.ts';
import { median } from './statistics.ts';

/** Milliseconds over an empty process: an import alone, and to a client that is constructed. */
export function measureStartUp(installed: string, quick: boolean): { imported: number; constructed: number } {
  const from = JSON.stringify(sdkUrl(installed));
  const configuration = JSON.stringify({ ...merchant, deviceId: '824', authenKey: 'a key' });
  const programs = ['', `import ${from};`, `import { Payments } from ${from}; new Payments(${configuration});`];
  const times = programs.map(() => [] as number[]);
  for (let round = 0; round < (quick ? 15 : 41); round += 1) {
    for (const [index, program] of programs.entries()) {
      const start = performance.now();
      execFileSync(process.execPath, ['--input-type=module', '--eval', program]);
      times[index]?.push(performance.now() - start);
    }
  }
  const [empty = [], imported = [], constructed = []] = times;
  const over = (those: number[]) => median(those.map((time, round) => time - (empty[round] as number)));
  return { imported: over(imported), constructed: over(constructed) };
}
