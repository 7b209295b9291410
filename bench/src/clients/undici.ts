import { Pool } from 'undici';
import type { Setting } from '../setting.ts';
import { byHand } from './by-hand.ts';
import type { Call } from './call.ts';

export function connect(setting: Setting): Call {
  const { seal, open } = byHand(setting);
  const pool = new Pool(`http://127.0.0.1:${setting.port}`, { connections: 64 });
  const headers = { 'content-type': 'application/json' };
  return async () => {
    const { body } = await pool.request({ path: `${setting.order}/cpay/query_order`, method: 'POST', headers, body: seal() });
    open(await body.text());
  };
}
