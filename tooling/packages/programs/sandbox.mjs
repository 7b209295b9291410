// A sandbox that lives until its input ends. Its first line is the environment of its merchant's till. The argument is its manner.
import { startMockServer } from '@cloudpay/mock-server';

const server = await startMockServer({ manner: process.argv[2] });
const till = { ...server.configuration, privateKey: server.merchant.privateKey };
const variable = (name) => `CLOUDPAY_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
console.log(JSON.stringify(Object.fromEntries(Object.entries(till).map(([name, value]) => [variable(name), String(value)]))));
process.stdin.resume().once('end', () => server.close());
