// What hostile requests do to the latency of honest clients, as a program:
//   node --conditions=@cloudpay/source apps/mock-server/test/support/hostile-latency.ts --count 10000 --seed 1 --attackers 4
// Server, honest clients and attackers are a process or thread each, so that the figures are the server's. Prints one JSON object.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { customersCode, envelope, freshNumber, microPayContent } from './client.ts';
import { besiege, type Siege, succeeded } from './hostile.ts';

/** Of honest payments, in milliseconds. */
export interface Latency {
  readonly payments: number;
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
}

export interface HostileLatency {
  readonly alone: Latency;
  readonly besieged: Latency;
  /** Besieged by alone. */
  readonly ratio: { readonly median: number; readonly p90: number; readonly p99: number };
  readonly attacks: number;
  /** Attacks that were taken for honest requests: none, or the server is at fault. */
  readonly successes: number;
  readonly attacksPerSecond: number;
}

export interface HostileLatencyOptions {
  readonly seed?: number;
  readonly count?: number;
  /** How many attackers there are at once. */
  readonly attackers?: number;
  /** How long each of them rests between two attacks, in milliseconds. */
  readonly rest?: number;
  /** How many honest clients there are, each with a connection that it keeps. */
  readonly clients?: number;
}

/** Measures honest clients alone, and again under attack, at a sandbox of their own. */
export async function measureHostileLatency({
  seed = 1,
  count = 10_000,
  attackers = 4,
  rest = 10,
  clients = 4,
}: HostileLatencyOptions = {}): Promise<HostileLatency> {
  const server = fork(fileURLToPath(new URL('./watched-server.ts', import.meta.url)), {
    execArgv: ['--conditions=@cloudpay/source', '--expose-gc'],
  });
  const [{ url }] = (await once(server, 'message')) as [{ url: string }];
  await payWhile(url, clients, afterSeconds(3));
  const alone = await payWhile(url, clients, afterSeconds(10));

  const siege: Siege = { url, seed, count, attackers, rest, patience: 2_000 };
  const since = performance.now();
  const attack = new Worker(new URL(import.meta.url), { workerData: siege });
  const ended = once(attack, 'message') as Promise<[{ successes: number }]>;
  const besieged = await payWhile(url, clients, ended);
  const seconds = (performance.now() - since) / 1_000;
  const [{ successes }] = await ended;
  server.disconnect();

  const ratio = (name: 'median' | 'p90' | 'p99') => Number((besieged[name] / alone[name]).toFixed(2));
  return {
    alone,
    besieged,
    ratio: { median: ratio('median'), p90: ratio('p90'), p99: ratio('p99') },
    attacks: count,
    successes,
    attacksPerSecond: Math.round(count / seconds),
  };
}

/** Honest clients pay one order after the other until something has happened. */
async function payWhile(url: string, clients: number, end: Promise<unknown>): Promise<Latency> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const taken: number[] = [];
  let goesOn = true;
  void end.then(() => {
    goesOn = false;
  });
  const client = async () => {
    while (goesOn) {
      const since = performance.now();
      await pay(url, agent);
      taken.push(performance.now() - since);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  const sorted = taken.toSorted((one, other) => one - other);
  const at = (share: number) => Number((sorted[Math.floor(share * sorted.length)] as number).toFixed(3));
  return { payments: sorted.length, median: at(0.5), p90: at(0.9), p99: at(0.99) };
}

function pay(url: string, agent: Agent): Promise<void> {
  const body = envelope(microPayContent(freshNumber(), customersCode('wechat', '0000')));
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': Buffer.byteLength(body) };
    const sent = request(`${url}/cpay/micro_pay`, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', resolve);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const afterSeconds = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

if (!isMainThread && parentPort) {
  const defences = await besiege(workerData as Siege);
  parentPort.postMessage({ successes: defences.filter(succeeded).length });
} else if (import.meta.main) {
  const names = ['seed', 'count', 'attackers', 'rest', 'clients'] as const;
  const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])) });
  const options = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
  console.log(JSON.stringify(await measureHostileLatency(options), undefined, 2));
}
