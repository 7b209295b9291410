import type { Setting } from '../setting.ts';
import type { Call } from './call.ts';

/** A client of a payment service. Each is measured in a process of its own. */
export interface Client {
  readonly name: string;
  /** How it checks the response before it returns it. */
  readonly verifies: string;
  /** Whether it can query the large order. */
  readonly answersLarge?: true;
  connect(setting: Setting): Promise<Call>;
}

const verifiesHmac = 'HMAC-SHA256 of the response';

/** The first is the baseline of all others. */
export const clients: readonly Client[] = [
  {
    name: 'node:http by hand (the baseline)',
    verifies: verifiesHmac,
    answersLarge: true,
    connect: async (s) => (await import('./node-http.ts')).connect(s),
  },
  {
    name: 'undici pool by hand',
    verifies: verifiesHmac,
    answersLarge: true,
    connect: async (s) => (await import('./undici.ts')).connect(s),
  },
  {
    name: '**@cloudpay/payments** queryOrder',
    verifies: verifiesHmac,
    answersLarge: true,
    connect: async (s) => (await import('./cloudpay.ts')).connect(s),
  },
  {
    name: '… by `createFetchTransport(fetch)`',
    verifies: verifiesHmac,
    answersLarge: true,
    connect: async (s) => (await import('./cloudpay-fetch.ts')).connect(s),
  },
  {
    name: 'stripe',
    verifies: 'nothing (TLS alone)',
    answersLarge: true,
    connect: async (s) => (await import('./stripe.ts')).connect(s),
  },
  { name: 'global fetch by hand', verifies: verifiesHmac, connect: async (s) => (await import('./fetch.ts')).connect(s) },
  { name: 'ky by hand, lean', verifies: verifiesHmac, connect: async (s) => (await import('./ky.ts')).connect(s) },
  {
    name: 'tencentcloud-sdk-nodejs-common',
    verifies: 'nothing (TLS alone)',
    connect: async (s) => (await import('./tencentcloud.ts')).connect(s),
  },
  {
    name: 'wechatpay-axios-plugin',
    verifies: 'RSA-SHA256 of the response',
    connect: async (s) => (await import('./wechatpay-axios-plugin.ts')).connect(s),
  },
  {
    name: 'alipay-sdk',
    verifies: 'RSA-SHA256 of the response',
    connect: async (s) => (await import('./alipay.ts')).connect(s),
  },
  {
    name: 'wechatpay-node-v3',
    verifies: 'nothing by itself',
    connect: async (s) => (await import('./wechatpay-node-v3.ts')).connect(s),
  },
];
