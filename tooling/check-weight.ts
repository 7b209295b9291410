// `pnpm check:weight`: checks the size that a till installs with @cloudpay/payments, and the size of a bundle. Sizes are
// the same on every machine, so they can be checked; times are in `pnpm bench`. It needs the built packages.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bundledBytes, microPayByFunctions } from './bundled-bytes.ts';

const mebibyte = 2 ** 20;
const longestInstall = 1.76 * mebibyte;
/** The limits of minified bundles, in bytes: the present sizes, rounded up. */
const programs = {
  'micro pay by functions': {
    longest: 91_000,
    code: microPayByFunctions,
  },
  'micro pay by Payments': {
    longest: 145_000,
    code: `
      import { Payments } from '@cloudpay/payments';
      const payments = new Payments(JSON.parse(process.env.CONFIGURATION));
      const payment = await payments.microPay(JSON.parse(process.argv[2]));
      console.log((await payment.result()).result);`,
  },
};

const own = ['proto', 'packages/core', 'packages/payments'];

function bytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

/** The published size of one of our packages: the listed files, and its manifest and README, which npm adds. */
function publishedBytes(path: string): number {
  const { files } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as { files: string[] };
  const folders = files.map((name) => bytesOf(join(path, name)));
  const pages = ['package.json', 'README.md'].map((name) => statSync(join(path, name), { throwIfNoEntry: false })?.size ?? 0);
  return [...folders, ...pages].reduce((sum, bytes) => sum + bytes, 0);
}

const ky = dirname(dirname(createRequire(join(process.cwd(), 'packages/core/package.json')).resolve('ky')));
const installed = own.map(publishedBytes).reduce((sum, bytes) => sum + bytes, bytesOf(ky));
console.log(`installed: ${(installed / mebibyte).toFixed(2)} MiB (at most ${longestInstall / mebibyte})`);
if (installed > longestInstall) process.exitCode = 1;
for (const [name, { code, longest }] of Object.entries(programs)) {
  const bundled = await bundledBytes(code, 'examples');
  console.log(`bundled:   ${bundled} bytes, ${name} (at most ${longest})`);
  if (bundled > longest) process.exitCode = 1;
}
