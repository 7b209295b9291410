import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expectSaid } from './expect-said.ts';
import { run } from './run.ts';
import type { Stranger } from './stranger.ts';

/** A way in which a TypeScript project may be set up. */
interface Setup {
  readonly compiler: 'tsc' | 'tsc6';
  readonly type: 'module' | 'commonjs';
  readonly module: string;
  readonly moduleResolution: string;
  readonly ignoreDeprecations?: string;
}

const setups: Readonly<Record<string, Setup>> = {
  'node16-esm': { compiler: 'tsc', type: 'module', module: 'node16', moduleResolution: 'node16' },
  'node16-cjs': { compiler: 'tsc', type: 'commonjs', module: 'node16', moduleResolution: 'node16' },
  bundler: { compiler: 'tsc', type: 'module', module: 'esnext', moduleResolution: 'bundler' },
  // TypeScript 7 has left node10 behind, but projects that began under an older Nest or Express template still resolve so. It knows no exports
  // maps: it finds the types by `main`, `types` and `typesVersions`.
  node10: { compiler: 'tsc6', type: 'commonjs', module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' },
};

/** Compiles a till under each setup, with the declarations of the packages checked as well, and takes a payment with what comes out. */
export async function payInTypeScript(stranger: Stranger, env: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, setup] of Object.entries(setups)) {
    const folder = join(stranger.folder, name);
    const { compiler, type, ...options } = setup;
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }));
    stranger.bring('till.ts', name);
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, ...common }, files: ['till.ts'] }),
    );
    await run(resolve('node_modules/.bin', compiler), ['-p', folder]);
    await expectSaid('1 outTradeNo', process.execPath, [join(folder, 'till.js')], { env });
  }
}

const common = {
  target: 'es2022',
  lib: ['es2022', 'esnext.disposable'],
  strict: true,
  skipLibCheck: false,
  types: ['node'],
  typeRoots: [resolve('node_modules/@types')],
};
