// A proxy that opens tunnels (CONNECT) to a host whose name only the proxy knows.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { runNode } from './run-node.mjs';
import { openFront } from './tls-front.mjs';

const front = await openFront('pay.example');
const asked = new Set();
const proxy = createServer();
proxy.on('connect', ({ url }, client) => {
  asked.add(url);
  const host = connect(front.port, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    client.pipe(host).pipe(client);
  });
  for (const [one, other] of [
    [client, host],
    [host, client],
  ]) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
});
await new Promise((done) => proxy.listen(0, '127.0.0.1', done));
await runNode('main.mjs', {
  CLOUDPAY_BASE_URLS: 'https://pay.example',
  NODE_EXTRA_CA_CERTS: front.trusted,
  NODE_USE_ENV_PROXY: '1',
  HTTPS_PROXY: `http://127.0.0.1:${proxy.address().port}`,
});
assert.deepEqual([...asked], ['pay.example:443']);
proxy.closeAllConnections();
proxy.close();
front.close();
