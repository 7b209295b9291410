import { type CallFault, leavesNoTrace } from '../service/faults/fault.ts';
import type { Sandbox } from '../service/sandbox/sandbox.ts';
import type { Exchange } from '../wire/exchange.ts';
import { type Response, uncertain, uncertainWithoutCode } from '../wire/response.ts';
import type { Handler } from './handler.ts';

/**
 * Handles one call, from the received body to the text of the response. It is synchronous, so calls cannot interleave: a
 * check still holds when the result is written.
 */
export function handleCall(handler: Handler, body: Uint8Array | undefined, sandbox: Sandbox): Exchange {
  return sandbox.atomically(() => {
    const { path } = handler.endpoint;
    sandbox.countCall(path);
    const injected = sandbox.faults.take(path);
    const response = withFaultyResponse(responseWith(injected, handler, body, sandbox));
    const logId = sandbox.manners.logId();
    const { verdict, code } = response.proof ?? {};
    if (verdict?.result === 'authentic' && code !== undefined) sandbox.examiner.remember({ code, logId });
    const { payload } = response;
    const written = payload === undefined ? response : { ...response, payload: sandbox.manners.rewrite(payload) };
    return { response, logId, injected, text: handler.write(written, logId, sandbox) };
  });
}

function responseWith(
  fault: CallFault | undefined,
  handler: Handler,
  body: Uint8Array | undefined,
  sandbox: Sandbox,
): Response {
  if (fault === undefined) return handler.handle(body, sandbox);
  if (leavesNoTrace(fault)) return { ...uncertainWithoutCode, fault };
  return { ...handler.handle(body, sandbox), fault };
}

/** Two of the faults replace the true response. */
function withFaultyResponse(response: Response): Response {
  const { fault, proof, key } = response;
  switch (fault?.kind) {
    case 'status3':
      return { ...uncertainWithoutCode, fault, proof };
    case 'status103':
      return { ...uncertain, fault, proof, key };
    default:
      return response;
  }
}
