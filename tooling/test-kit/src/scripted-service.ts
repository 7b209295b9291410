import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authenticationCode, sealResponse, withResponseFields } from './seal.ts';

/** A request whose authentication code was right. */
export interface ReceivedCall {
  readonly endpoint: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** How the service responds: the payload of a success, a whole content, a dropped connection, or no response at all. */
export type ScriptedResponse =
  | { readonly key: string; readonly payload: object; readonly code?: 'wrong' | 'none' }
  | { readonly content: object }
  | 'drop'
  | 'hang';

export interface ScriptedService extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly ReceivedCall[];
  /** Resolves when the service has received a call that it leaves without a response. */
  readonly hanging: Promise<void>;
}

/**
 * Starts an HTTP server on the loopback interface that responds as a script says. If a request has a wrong authentication
 * code, it drops the connection.
 *
 * @param respond receives the call, and the number of calls so far, including this one
 */
export async function startScriptedService(
  respond: (call: ReceivedCall, count: number) => ScriptedResponse,
): Promise<ScriptedService> {
  const received: ReceivedCall[] = [];
  const { promise: hanging, resolve: hangs } = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const envelope = JSON.parse(Buffer.concat(chunks).toString());
    if (envelope.authen_info?.a?.authen_code !== authenticationCode(envelope.request_content)) {
      response.destroy();
      return;
    }
    const call = { endpoint: (request.url ?? '').replace('/cpay/', ''), content: JSON.parse(envelope.request_content) };
    received.push(call);
    const next = respond(call, received.length);
    if (next === 'drop') response.destroy();
    else if (next === 'hang') hangs();
    else response.end(bodyOf(next));
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    hanging,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function bodyOf(response: Exclude<ScriptedResponse, string>): string {
  if ('content' in response) return sealResponse(withResponseFields(response.content));
  const text = JSON.stringify(withResponseFields({ status: 0, [response.key]: response.payload }));
  const sealed = JSON.parse(sealResponse(text));
  if (response.code === 'wrong') sealed.authen_info.a.authen_code = '0'.repeat(64);
  if (response.code === 'none') delete sealed.authen_info;
  return JSON.stringify(sealed);
}
