import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallbackReply } from '../reply.ts';

/** The headers of a reply to a Node.js request. A connection whose request is not read to its end cannot be used again. */
export function headersFor(request: IncomingMessage, reply: CallbackReply): Record<string, string> {
  return { ...reply.headers, ...(!request.complete && { connection: 'close' }) };
}

/** Watches whether a reply leaves. Call it before the reply is written. */
export function watch(response: ServerResponse, reply: CallbackReply): void {
  // Cloud Pay may have grown impatient and gone while the listener was at work.
  if (response.destroyed) reply.notSent();
  response.once('close', () => {
    if (!response.writableFinished) reply.notSent();
  });
}
