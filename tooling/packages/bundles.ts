import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expectSaid } from './expect-said.ts';
import type { Stranger } from './stranger.ts';

/** Bundles programs with esbuild, as ESM and as CommonJS, and takes a payment with what comes out, away from every node_modules. */
export async function payBundled(stranger: Stranger, env: Readonly<Record<string, string>>): Promise<void> {
  const away = mkdtempSync(join(stranger.folder, '..', 'bundled-'));
  for (const [format, program, bundle] of [
    ['esm', 'pay.mjs', 'bundle.mjs'],
    ['cjs', 'pay.cjs', 'bundle.cjs'],
    ['esm', 'functions.mjs', 'functions.mjs'],
  ] as const) {
    console.log(`$ esbuild ${program} --bundle --platform=node --format=${format}`);
    const outfile = join(away, bundle);
    const entryPoints = [stranger.bring(program)];
    await build({
      entryPoints,
      outfile,
      format,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node22',
      logLevel: 'warning',
    });
    await expectSaid('paid', process.execPath, [outfile], { cwd: away, env });
  }
}
