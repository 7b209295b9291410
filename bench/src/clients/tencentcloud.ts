import { createRequire } from 'node:module';
import type { Setting } from '../setting.ts';
import type { Call } from './call.ts';

const { CommonClient } = createRequire(import.meta.url)('tencentcloud-sdk-nodejs-common');

export function connect({ port }: Setting): Call {
  const endpoint = `127.0.0.1:${port}`;
  const client = new CommonClient(endpoint, '2020-01-01', {
    credential: { secretId: 'AKIDbench', secretKey: 'bench' },
    region: 'ap-guangzhou',
    profile: { httpProfile: { endpoint, protocol: 'http://' } },
  });
  return async () => {
    await client.request('QueryOrder', { OutTradeNo: 'sz010002cz' });
  };
}
