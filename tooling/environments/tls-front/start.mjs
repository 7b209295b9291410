import { runNode } from './run-node.mjs';
import { openFront } from './tls-front.mjs';

const front = await openFront('localhost');
const env = { CLOUDPAY_BASE_URLS: `https://localhost:${front.port}` };
await runNode('untrusted.mjs', env);
await runNode('main.mjs', { ...env, NODE_EXTRA_CA_CERTS: front.trusted });
front.close();
