import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { HostileLatency } from '../../apps/mock-server/test/support/hostile-latency.ts';

const program = fileURLToPath(new URL('../../apps/mock-server/test/support/hostile-latency.ts', import.meta.url));

/**
 * Measures how hostile requests slow down honest payments at the sandbox. The requests are those of the sandbox's own
 * tests.
 */
export async function measureHostile(quick: boolean): Promise<HostileLatency> {
  const args = ['--conditions=@cloudpay/source', program, '--rounds', quick ? '5' : '20'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as HostileLatency;
}
