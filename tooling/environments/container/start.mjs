// A container that is killed in the middle of a payment, and started again: the same process id, another host name, the same journal. Linux
// alone can play it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const file = join(mkdtempSync(join(tmpdir(), 'cloudpay-container-')), 'till.db');

/** Process 1 of a container with a host name. */
function container(hostname, program) {
  const namespaces = ['--user', '--map-root-user', '--pid', '--fork', '--kill-child', '--mount-proc', '--uts'];
  const command = `hostname ${hostname} && exec "$0" ${program} "$1"`;
  return spawn('unshare', [...namespaces, 'sh', '-c', command, process.execPath, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const first = container('till-5f9c', 'pay.mjs');
const [waiting] = await once(createInterface(first.stdout), 'line');
first.kill('SIGKILL');
await once(first, 'close');

const second = container('till-b2d7', 'resume.mjs');
const [said] = await once(createInterface(second.stdout), 'line');
await once(second, 'close');
const [outTradeNo, ...before] = waiting.split(' ');
if (said !== `${outTradeNo} paid ${before[0]} till-b2d7`) throw new Error(`${waiting}; then ${said}`);
process.stdout.write('the day is done\n');
