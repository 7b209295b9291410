import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const server = spawn('node_modules/.bin/next', ['start', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
const lines = createInterface(server.stdout);
const url = new Promise((resolve) => {
  lines.on('line', (line) => {
    console.log(line);
    const local = /http:\/\/localhost:\d+/.exec(line)?.[0];
    if (local !== undefined) resolve(local);
  });
});
const response = await fetch(`${await url}/day`, { method: 'POST' });
server.kill();
await once(server, 'close');
if (!response.ok) throw new Error(`the route answered ${response.status}`);
