import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Sandbox } from '../service/sandbox.ts';
import { type Answer, uncertain, uncertainUnauthenticated } from './answer.ts';
import { leavesNoTrace, type Mishap } from './mishaps.ts';

/** What one call came to, for the wire and for the log. */
export interface Exchange {
  readonly answer: Answer;
  readonly logId: number;
  readonly text: string;
  /** The mishap that someone had asked for; others are those of a payment scenario. */
  readonly fault: Mishap | undefined;
}

/**
 * Handles one call, from the body that arrived to the text that goes back. Nothing in here waits, so calls cannot interleave: what one
 * decides still holds when it writes.
 */
export function exchange(endpoint: Endpoint, body: Uint8Array | undefined, sandbox: Sandbox): Exchange {
  return sandbox.atomically(() => {
    sandbox.countCall(endpoint.name);
    const fault = sandbox.faults.take(endpoint.name);
    const answer = misreported(answerWith(fault, endpoint, body, sandbox));
    const logId = sandbox.random.uint32();
    const { verdict, code } = answer.proof ?? {};
    if (verdict?.result === 'authentic' && code !== undefined) sandbox.examiner.remember({ code, logId });
    return { answer, logId, fault, text: endpoint.write(answer, logId, sandbox) };
  });
}

function answerWith(fault: Mishap | undefined, endpoint: Endpoint, body: Uint8Array | undefined, sandbox: Sandbox): Answer {
  if (fault === undefined) return endpoint.answer(body, sandbox);
  if (leavesNoTrace(fault)) return { ...uncertainUnauthenticated, mishap: fault };
  return { ...endpoint.answer(body, sandbox), mishap: fault };
}

/** Two mishaps put another answer in place of the true one. */
function misreported(answer: Answer): Answer {
  const { mishap, proof, key } = answer;
  switch (mishap?.kind) {
    case 'status3':
      return { ...uncertainUnauthenticated, mishap, proof };
    case 'status103':
      return { ...uncertain, mishap, proof, key };
    default:
      return answer;
  }
}
