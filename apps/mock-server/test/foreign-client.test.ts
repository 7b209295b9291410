import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startMockServer } from '../src/index.ts';

const client = fileURLToPath(new URL('foreign-client.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

// Scenario → the results of micro_pay and two queries. States are listed as [WeChat Pay, Alipay, membership card].
const state = (...numbers: [number, number, number]) => numbers.map((number) => `state ${number}`);
const every = (text: string) => [text, text, text];
const paid = every('state 2');
const waiting = state(9, 4, 3);
const expected: Record<string, readonly string[][]> = {
  '0000': [paid, paid, paid],
  '0001': [waiting, waiting, paid],
  '0002': [waiting, waiting, state(5, 5, 5)],
  '0003': [state(10, 7, 5), state(10, 7, 5), state(10, 7, 5)],
  '0004': [every('status 104'), every('status 104'), every('status 104')],
  '0005': [every('status 103'), paid, paid],
  '0006': [every('status 3 no code'), every('status 104'), every('status 104')],
  '0007': [every('dropped'), paid, paid],
  '0008': [every('dropped'), every('status 104'), every('status 104')],
  '0009': [every('state 2 wrong code'), paid, paid],
  '0010': [waiting, waiting, waiting],
  '0011': [every('status 102'), every('status 104'), every('status 104')],
  '0012': [every('state 2 no code'), paid, paid],
  '0013': [paid, paid, paid],
  '0014': [every('state 77'), every('state 77'), paid],
};

describe('a client in Python', () => {
  it.skipIf(!hasPython)(
    `pays and queries every scenario${hasPython ? '' : ' (skipped: python3 is not installed)'}`,
    async () => {
      await using server = await startMockServer({ sleep: async () => {} });
      const { stdout } = await promisify(execFile)('python3', [client, server.url]);
      const seen = JSON.parse(stdout) as Record<string, string[]>;
      const wanted = Object.entries(expected).flatMap(([scenario, steps]) =>
        [1, 2, 3].flatMap((platform) =>
          ["''", "'\\n'"].map((ending) => [`${platform} ${scenario} ${ending}`, steps.map((step) => step[platform - 1])]),
        ),
      );
      expect(seen).toEqual(Object.fromEntries(wanted));
    },
  );
});
