import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Sdk } from '../world-parts.ts';
import { liveMany, type Violation } from '../worlds.ts';
import type { Bug, Edit } from './bug.ts';

/** The most worlds that a bug may survive. */
const mostSeeds = 2_000;

const packages = fileURLToPath(new URL('../../../../', import.meta.url));

/** Copies of the sources, each with one bug. */
export class Plantation {
  // Below the package, so that its tools treat the copies like its sources.
  readonly #folder = mkdtempSync(`${packages}payments/.planted-`);

  /** @returns the first world in which the bug shows; undefined when it survives them all */
  async firstViolation(bug: Bug, seeds = mostSeeds): Promise<Violation | undefined> {
    const copy = `${this.#folder}/${bug.name.replaceAll(/\W+/g, '-')}`;
    const edits = bug.and === undefined ? [bug] : [bug, bug.and];
    copySources(
      copy,
      edits.some(({ file }) => file.startsWith('core/')),
    );
    for (const edit of edits) plant(copy, edit);
    const sdk = (await import(/* @vite-ignore */ `${copy}/payments/src/index.ts`)) as Sdk;
    const [violation] = await liveMany(sdk, 1, seeds, 1);
    return violation;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** @param withCore the copy of payments uses a copy of core, in place of the original */
function copySources(copy: string, withCore: boolean): void {
  for (const name of withCore ? ['core', 'payments'] : ['payments']) {
    const from = `${packages}${name}/`;
    cpSync(`${from}src`, `${copy}/${name}/src`, { recursive: true });
    cpSync(`${from}package.json`, `${copy}/${name}/package.json`);
    symlinkSync(`${from}node_modules`, `${copy}/${name}/node_modules`);
  }
  if (!withCore) return;
  for (const path of globSync(`${copy}/payments/src/**/*.ts`)) {
    const depth = path.slice(`${copy}/payments/src/`.length).split('/').length;
    const core = `${'../'.repeat(depth + 1)}core/src/index.ts`;
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll("'@cloudpay/core'", `'${core}'`));
  }
}

function plant(copy: string, { file, right, wrong }: Edit): void {
  const path = `${copy}/${file}`;
  const parts = readFileSync(path, 'utf8').split(right);
  if (parts.length !== 2) throw new Error(`${file} holds the place of the bug ${parts.length - 1} times: ${right}`);
  writeFileSync(path, parts.join(wrong));
}
