// Attacks a server with hostile requests. `hostile-latency.ts` measures their effect on honest clients.
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { type Attack, anyAttack } from './hostile-requests.ts';

/** The server's response to an attack: none, only an HTTP status, or a status of Cloud Pay. */
export interface AttackResult {
  readonly attack: Attack;
  readonly http: number | undefined;
  readonly status: number | undefined;
}

/** Whether the server accepted an attack as an honest request. */
export function succeeded({ http, status }: AttackResult): boolean {
  return status === 0 || (http !== undefined && http < 300 && status === undefined);
}

export interface AttackPlan {
  readonly url: string;
  readonly seed: number;
  readonly count: number;
  /** The number of concurrent attackers. */
  readonly attackers: number;
  /** The pause of each attacker between two attacks, in milliseconds. Default: 0. */
  readonly rest?: number;
  /** How long an attacker waits for a response, in milliseconds. */
  readonly patience: number;
}

/** Attacks a server, and returns its responses. The same seed makes the same attacks. */
export async function attack({
  url,
  seed,
  count,
  attackers,
  rest = 0,
  patience,
}: AttackPlan): Promise<readonly AttackResult[]> {
  const attacks = fc.sample(anyAttack, { seed, numRuns: count });
  const results: AttackResult[] = [];
  const attacker = async () => {
    for (let makeAttack = attacks.pop(); makeAttack !== undefined; makeAttack = attacks.pop()) {
      results.push(await send(makeAttack(), url, patience));
      if (rest > 0) await setTimeout(rest);
    }
  };
  await Promise.all(Array.from({ length: attackers }, attacker));
  return results;
}

async function send(attack: Attack, url: string, patience: number): Promise<AttackResult> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let response = '';
  // The server may close the connection at any time.
  socket.on('error', () => {});
  socket.setEncoding('utf8').on('data', (text: string) => {
    response += text;
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const waited = new AbortController();
  if (attack.slow) {
    socket.write(attack.bytes);
  } else {
    socket.end(attack.bytes);
  }
  await Promise.race([closed, setTimeout(patience, undefined, { signal: waited.signal }).catch(() => {})]);
  waited.abort();
  socket.destroy();
  await closed;
  return { attack, ...read(response) };
}

function read(response: string): Pick<AttackResult, 'http' | 'status'> {
  const http = /^HTTP\/1\.1 (\d{3}) /.exec(response)?.[1];
  if (http === undefined) return { http: undefined, status: undefined };
  return { http: Number(http), status: statusIn(response.slice(response.indexOf('\r\n\r\n') + 4)) };
}

/** @returns undefined if the response does not come from Cloud Pay */
function statusIn(body: string): number | undefined {
  try {
    const { response_content: content } = JSON.parse(body) as { response_content?: string };
    return content === undefined ? undefined : (JSON.parse(content) as { status: number }).status;
  } catch {
    return undefined;
  }
}
