import ky from 'ky';
import type { Setting } from '../setting.ts';
import { byHand } from './by-hand.ts';
import type { Call } from './call.ts';

export function connect(setting: Setting): Call {
  const { seal, open } = byHand(setting);
  const url = `http://127.0.0.1:${setting.port}${setting.order}/cpay/query_order`;
  const client = ky.create({ retry: 0, timeout: false, headers: { 'content-type': 'application/json' } });
  return async () => open(await client.post(url, { body: seal() }).text());
}
