import type { FastifyInstance } from 'fastify';
import { EventStream } from '../feed/event-stream.ts';
import type { Feed } from '../feed/feed.ts';
import type { Recorder } from '../record/recorder.ts';
import { checkCaller } from './caller.ts';

/**
 * Server-sent events about changes, for the same callers as the control API.
 *
 * @param ending aborts when the server is about to close, because a stream does not end by itself
 */
export function eventRoute(app: FastifyInstance, feed: Feed, recorder: Recorder, ending: AbortSignal): void {
  app.get('/events', { onRequest: async ({ raw }) => checkCaller(raw) }, async (_request, reply) => {
    reply.hijack();
    const { raw } = reply;
    const stopListening = feed.listen(new EventStream(raw, (id) => recorder.find(id)));
    const end = () => raw.end();
    ending.addEventListener('abort', end);
    raw.once('close', () => {
      ending.removeEventListener('abort', end);
      stopListening();
    });
  });
}
