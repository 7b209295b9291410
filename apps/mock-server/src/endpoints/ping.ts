import { encode, pingEndpoint } from '@cloudpay/proto';
import { writeJson } from '../json/json.ts';
import { succeeded } from '../wire/response.ts';
import type { Handler } from './handler.ts';

/** 探测: tells whether a host is alive, and the server's time. Plain JSON both ways, whatever the body. */
export const ping: Handler = {
  endpoint: pingEndpoint,
  handle: () => ({ ...succeeded, description: 'ok' }),
  write: ({ status, description }, _logId, { clock }) =>
    writeJson(encode(pingEndpoint.response, { description, status, timestamp: clock.seconds() })),
};
