import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

test('importing on an old Node throws an error that names the required version', async () => {
  const old = 'data:text/javascript,delete JSON.isRawJSON'; // as in Node 20
  const args = ['--import', old, '--conditions=@cloudpay/source', '--eval', "import '@cloudpay/proto'"];
  const { stderr } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname }).catch((error) => error);
  const needed = manifest.engines.node.replace('>=', 'Node ');
  expect(stderr).toContain(`Error: 云支付 SDK 需要 ${needed} 以上 (Cloud Pay needs ${needed} or later)`);
});
