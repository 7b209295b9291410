import type { Handler } from '../endpoints/handler.ts';
import type { Sandbox } from '../service/sandbox.ts';
import { leavesNoTrace, type Mishap } from './mishaps.ts';
import { type Response, uncertain, uncertainUnauthenticated } from './response.ts';

/** What one call came to, for the wire and for the log. */
export interface Exchange {
  readonly response: Response;
  readonly logId: number;
  readonly text: string;
  /** The mishap that someone had asked for; others are those of a payment scenario. */
  readonly fault: Mishap | undefined;
}

/**
 * Handles one call, from the body that arrived to the text that goes back. Nothing in here waits, so calls cannot interleave: what one
 * decides still holds when it writes.
 */
export function exchange(handler: Handler, body: Uint8Array | undefined, sandbox: Sandbox): Exchange {
  return sandbox.atomically(() => {
    const { path } = handler.endpoint;
    sandbox.countCall(path);
    const fault = sandbox.faults.take(path);
    const response = misreported(responseWith(fault, handler, body, sandbox));
    const logId = sandbox.random.uint32();
    const { verdict, code } = response.proof ?? {};
    if (verdict?.result === 'authentic' && code !== undefined) sandbox.examiner.remember({ code, logId });
    return { response, logId, fault, text: handler.write(response, logId, sandbox) };
  });
}

function responseWith(fault: Mishap | undefined, handler: Handler, body: Uint8Array | undefined, sandbox: Sandbox): Response {
  if (fault === undefined) return handler.handle(body, sandbox);
  if (leavesNoTrace(fault)) return { ...uncertainUnauthenticated, mishap: fault };
  return { ...handler.handle(body, sandbox), mishap: fault };
}

/** Two mishaps put another response in place of the true one. */
function misreported(response: Response): Response {
  const { mishap, proof, key } = response;
  switch (mishap?.kind) {
    case 'status3':
      return { ...uncertainUnauthenticated, mishap, proof };
    case 'status103':
      return { ...uncertain, mishap, proof, key };
    default:
      return response;
  }
}
