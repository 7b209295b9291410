// `pnpm check:packages`: packs every published package, and looks at the tarballs as a stranger would: their form (publint, arethetypeswrong),
// a project that installs them and takes a payment, as ESM and as CommonJS, and one that runs the sandbox alone.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** In the order in which they depend on each other. */
const published = ['proto', 'packages/core', 'packages/payments', 'packages/shops', 'packages/security', 'apps/mock-server'];

const folder = mkdtempSync(join(tmpdir(), 'cloudpay-packages-'));

function run(command: string, args: readonly string[], cwd = process.cwd()): string {
  console.log(`$ ${command} ${args.join(' ')}`);
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function pack(path: string): { name: string; tarball: string } {
  const { filename, name } = JSON.parse(run('pnpm', ['pack', '--json', '--pack-destination', folder], path)) as {
    filename: string;
    name: string;
  };
  return { name, tarball: join(folder, filename.split('/').at(-1) ?? filename) };
}

/** The exports map that is published must be the one that the sources use, less the condition that leads to them. */
function checkExports(path: string): void {
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
    exports: Record<string, unknown>;
    publishConfig: { exports: unknown };
  };
  const stripped = JSON.stringify(manifest.exports, (key, value: unknown) => (key === '@cloudpay/source' ? undefined : value));
  if (stripped !== JSON.stringify(manifest.publishConfig.exports))
    throw new Error(`${path}: publishConfig.exports differs from exports`);
}

/** The sandbox has to run from its own package and what that depends on, with nothing else installed. */
async function checkProgram(tarballs: readonly { name: string; tarball: string }[], empty: string): Promise<void> {
  const own = tarballs.filter(({ name }) => ['@cloudpay/proto', '@cloudpay/core', '@cloudpay/mock-server'].includes(name));
  mkdirSync(empty);
  const dependencies = Object.fromEntries(own.map(({ name, tarball }) => [name, `file:${tarball}`]));
  writeFileSync(join(empty, 'package.json'), JSON.stringify({ name: 'empty', private: true, dependencies }));
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel', 'error'], empty);
  const sandbox = spawn(join(empty, 'node_modules/.bin/cloudpay-mock-server'), ['--port', '0', '--hosts', '2'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exit = once(sandbox, 'exit');
  const [line] = await once(createInterface(sandbox.stdout), 'line');
  for (const url of (JSON.parse(line) as { urls: string[] }).urls) {
    const { status } = (await (await fetch(`${url}/cpay/ping`, { method: 'POST' })).json()) as { status: number };
    if (status !== 0) throw new Error(`the sandbox answered ${status} to a ping`);
  }
  sandbox.kill('SIGTERM');
  const [code] = await exit;
  if (code !== 0) throw new Error(`the sandbox ended with ${code}`);
}

const program = `
  const server = await startMockServer();
  const journal = await openFileJournal('journal.db');
  const payments = new Payments({ ...server.configuration, journal });
  const outTradeNo = await payments.newOrderNumber();
  const payment = await payments.microPay({ outTradeNo, authorCode: '134520273825380000', totalFee: 1, body: 'coffee' });
  const outcome = await payment.result();
  const refused = await payments.queryOrder({ outTradeNo: '' }).catch((error) => error instanceof CloudPayError);
  await payments.close();
  await server.close();
  console.log(outcome.result, refused);
`;

try {
  for (const path of published) checkExports(path);
  const tarballs = published.map(pack);
  for (const { tarball } of tarballs) {
    run('pnpm', ['exec', 'publint', 'run', tarball, '--strict']);
    // node10 knows no exports maps, and every Node that these packages run on does.
    run('pnpm', ['exec', 'attw', tarball, '--profile', 'node16', '--format', 'ascii']);
  }
  const dependencies = Object.fromEntries(tarballs.map(({ name, tarball }) => [name, `file:${tarball}`]));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'stranger', private: true, dependencies, overrides: dependencies }),
  );
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel', 'error'], folder);
  writeFileSync(
    join(folder, 'esm.mjs'),
    `import { CloudPayError, openFileJournal, Payments } from '@cloudpay/payments';\nimport { startMockServer } from '@cloudpay/mock-server';\n${program}`,
  );
  writeFileSync(
    join(folder, 'cjs.cjs'),
    `const { CloudPayError, openFileJournal, Payments } = require('@cloudpay/payments');\nconst { startMockServer } = require('@cloudpay/mock-server');\n(async () => {${program}})();`,
  );
  for (const file of ['esm.mjs', 'cjs.cjs']) {
    const said = run('node', [file], folder).trim();
    if (said !== 'paid true') throw new Error(`${file} said ${said}`);
  }
  await checkProgram(tarballs, join(folder, 'program'));
  console.log('packages: all well');
} finally {
  rmSync(folder, { recursive: true });
}
