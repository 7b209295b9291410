import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Stranger } from './stranger.ts';

/** Everything that is installed with `@cloudpay/payments`. */
const expected = ['@cloudpay/core', '@cloudpay/payments', '@cloudpay/proto', 'ky'];

/** Checks that who takes payments installs neither shops nor security nor jose. */
export function checkInstalled({ folder }: Stranger): void {
  const modules = join(folder, 'node_modules');
  const installed = readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) => (name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name]))
    .sort();
  if (installed.join() !== expected.join())
    throw new Error(`payments alone installs ${installed.join(', ')}; expected ${expected.join(', ')}`);
}
