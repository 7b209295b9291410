import type { IncomingMessage } from 'node:http';
import type { CallbackReply } from '../reply.ts';

/** The headers of a reply to a Node.js request. A connection whose request was not read to its end cannot be reused. */
export function headersFor(request: IncomingMessage, reply: CallbackReply): Record<string, string> {
  return { ...reply.headers, ...(!request.complete && { connection: 'close' }) };
}
