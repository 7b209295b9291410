import type { FastifyReply } from 'fastify';
import type { Clock } from '../environment/clock.ts';
import { holdMilliseconds } from '../service/faults/fault.ts';
import type { Response } from './response.ts';

/**
 * Sends a response, or applies its fault. Waits use the sandbox's clock and end when the client goes away.
 *
 * @param ending aborts when the server is about to close: held connections are then released, and late responses are still
 * sent
 */
export async function deliver(
  text: string,
  { httpStatus = 200, fault }: Pick<Response, 'httpStatus' | 'fault'>,
  reply: FastifyReply,
  clock: Clock,
  ending: AbortSignal,
): Promise<FastifyReply> {
  switch (fault?.kind) {
    case 'drop_before':
    case 'drop_after':
      return hangUp(reply);
    case 'hold':
      reply.hijack();
      await clock.sleep(fault.milliseconds ?? holdMilliseconds, AbortSignal.any([abortWhenGone(reply), ending]));
      return hangUp(reply);
    case 'http_500':
      return reply.code(500).type('text/html').send('<html><body>500 Internal Server Error</body></html>');
    case 'garbage':
      return reply.type('text/html').send('<html><body>Please log in to the shop network</body></html>');
    case 'delay':
      await clock.sleep(fault.milliseconds ?? 0, abortWhenGone(reply));
      break;
  }
  return reply.code(httpStatus).type('application/json').send(text);
}

/** Closes the connection without a response. */
function hangUp(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}

/** Aborts when the client has gone away. */
export function abortWhenGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
