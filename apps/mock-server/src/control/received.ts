import type { Feed } from '../feed/feed.ts';
import type { RecordedExchange } from '../record/recorded-exchange.ts';
import type { Control } from './control.ts';
import { ControlError } from './control-error.ts';

/**
 * Waits until `nth` calls of an endpoint have ended, with or without a response.
 *
 * @returns the last of these calls
 * @throws ControlError 400 if there is no such endpoint
 */
export async function received(control: Control, feed: Feed, endpoint: string, nth = 1): Promise<RecordedExchange> {
  if (!control.endpoints.includes(endpoint)) throw new ControlError(400, 'endpoint: expected the name of a call');
  const find = () =>
    control.exchanges({ endpoint }).filter(({ response, durationMs }) => response !== undefined || durationMs !== undefined)[
      nth - 1
    ];
  return (
    find() ??
    new Promise((resolve) => {
      const look = () => {
        const exchange = find();
        if (exchange === undefined) return;
        stopListening();
        resolve(exchange);
      };
      const stopListening = feed.listen({ exchangeChanged: look, stateChanged: () => {}, wasReset: () => {} });
    })
  );
}
