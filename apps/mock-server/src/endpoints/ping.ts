import { encode, pingEndpoint } from '@cloudpay/proto';
import { writeJson } from '../json/json.ts';
import { succeeded } from '../wire/response.ts';
import type { Handler } from './handler.ts';

/** 探测: whether a host answers, and the server's time. Request and response are plain JSON; the body is ignored. */
export const ping: Handler = {
  endpoint: pingEndpoint,
  handle: () => ({ ...succeeded, description: 'ok' }),
  write: ({ status, description }, _logId, { clock }) =>
    writeJson(encode(pingEndpoint.response, { description, status, timestamp: clock.seconds() })),
};
