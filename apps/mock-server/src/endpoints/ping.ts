import { writeJson } from '../json/json.ts';
import { succeeded } from '../wire/response.ts';
import type { Endpoint } from './endpoint.ts';

/** 探测: tells whether a host is alive, and the server's time. Plain JSON both ways, whatever the body. */
export const ping: Endpoint = {
  name: 'ping',
  handle: () => ({ ...succeeded, description: 'ok' }),
  write: ({ status, description }, _logId, { clock }) => writeJson({ description, status, timestamp: clock.seconds() }),
};
