import { Agent, request } from 'node:http';
import type { Setting } from '../setting.ts';
import { byHand } from './by-hand.ts';
import type { Call } from './call.ts';

export function connect(setting: Setting): Call {
  const { seal, open } = byHand(setting);
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 256 });
  return () =>
    new Promise((resolve, reject) => {
      const body = seal();
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const place = { host: '127.0.0.1', port: setting.port, path: `${setting.order}/cpay/query_order` };
      const outgoing = request({ ...place, method: 'POST', agent, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          open(Buffer.concat(chunks).toString('utf8'));
          resolve();
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
}
