import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const authenKey = '1F6E3C2B9A8D4E5F7061524334251607';

/** A request that came, its authentication code checked. */
export interface Received {
  readonly endpoint: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** What the service does with a call: the payload of a success, another whole content, or a mishap. */
export type Reply =
  | { readonly key: string; readonly payload: object }
  | { readonly content: object }
  | { readonly key: string; readonly payload: object; readonly code: 'wrong' | 'none' }
  | 'drop'
  | 'hang';

export interface LoopbackService extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves when a call came that is left hanging. */
  readonly hanging: Promise<void>;
}

/**
 * A Cloud Pay of a few lines, written without the code under test: it checks the code of each request, and answers what the test says.
 */
export async function startService(reply: (call: Received, count: number) => Reply): Promise<LoopbackService> {
  const received: Received[] = [];
  const { promise: hanging, resolve: hangs } = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const envelope = JSON.parse(Buffer.concat(chunks).toString());
    if (envelope.authen_info?.a?.authen_code !== codeOf(envelope.request_content)) {
      response.destroy();
      return;
    }
    const call = { endpoint: (request.url ?? '').replace('/cpay/', ''), content: JSON.parse(envelope.request_content) };
    received.push(call);
    const next = reply(call, received.length);
    if (next === 'drop') response.destroy();
    else if (next === 'hang') hangs();
    else response.end(seal(next));
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

function seal(response: Exclude<Reply, string>): string {
  const status = { status: 0, description: 'ok', log_id: 4_049_520_517, internal_status: 0 };
  const text = JSON.stringify('content' in response ? response.content : { ...status, [response.key]: response.payload });
  const code = 'code' in response ? response.code : 'right';
  const authen_code = code === 'wrong' ? '0'.repeat(64) : codeOf(text);
  return JSON.stringify({
    response_content: text,
    ...(code !== 'none' && { authen_info: { a: { authen_type: 1, authen_code } } }),
  });
}

function codeOf(content: string): string {
  return createHmac('sha256', authenKey).update(content).digest('hex').toUpperCase();
}
