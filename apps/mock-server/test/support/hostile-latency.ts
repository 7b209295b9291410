// Measures how hostile requests affect the latency of honest clients. `pnpm bench` runs this program:
//   node --conditions=@cloudpay/source apps/mock-server/test/support/hostile-latency.ts --rounds 20
// Rounds with and without attacks alternate, so that a temporarily slow machine affects both. Server, honest clients and
// attackers each have a process or thread of their own. Prints one JSON object.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { customersCode, envelope, freshNumber, microPayContent } from './client.ts';
import { type AttackPlan, attack, succeeded } from './hostile.ts';

/** Latency of honest payments, in milliseconds. */
interface Latency {
  readonly median: number;
  readonly p95: number;
}

/** The output of the program. */
export interface HostileLatency {
  /** Medians over the rounds. */
  readonly baseline: Latency;
  readonly underAttack: Latency;
  /** With attacks divided by without, the median over the rounds. */
  readonly ratio: Latency;
  readonly attacks: number;
  readonly attacksPerSecond: number;
  /** Attacks that the server accepted. Any is a defect of the server. */
  readonly successes: number;
}

/** The settings of the measurement. */
interface Plan {
  readonly rounds: number;
  readonly seed: number;
  /** Attacks per round. */
  readonly count: number;
  /** The number of concurrent attackers. */
  readonly attackers: number;
  /** The pause of each attacker between two attacks, in milliseconds. */
  readonly rest: number;
  /** The number of honest clients. Each keeps its connection and never pauses. */
  readonly clients: number;
}

/** The time without attacks in a round, and an attacker's timeout for a response, in milliseconds. */
const baselineTime = 2_000;
const patience = 500;

async function measure({ rounds, clients, seed, ...attackPlan }: Plan): Promise<HostileLatency> {
  const server = fork(fileURLToPath(new URL('./watched-server.ts', import.meta.url)), {
    execArgv: ['--conditions=@cloudpay/source', '--expose-gc'],
  });
  const [{ url }] = (await once(server, 'message')) as [{ url: string }];
  const attacker = new Worker(new URL(import.meta.url));
  const attack = async (round: number) => {
    attacker.postMessage({ ...attackPlan, url, seed: seed + round, patience } satisfies AttackPlan);
    const [successes] = (await once(attacker, 'message')) as [number];
    return successes;
  };

  const baseline: Latency[] = [];
  const underAttack: Latency[] = [];
  let successes = 0;
  let seconds = 0;
  // The first round warms up.
  for (let round = -1; round < rounds; round += 1) {
    const without = await payWhile(url, clients, new Promise((resolve) => setTimeout(resolve, baselineTime)));
    const since = performance.now();
    const ended = attack(round);
    const under = await payWhile(url, clients, ended);
    successes += await ended;
    if (round < 0) continue;
    seconds += (performance.now() - since) / 1_000;
    baseline.push(without);
    underAttack.push(under);
  }
  await attacker.terminate();
  server.disconnect();

  const medians = (of: (round: number) => Latency): Latency => {
    const all = baseline.map((_, round) => of(round));
    return {
      median: quantile(
        all.map(({ median }) => median),
        0.5,
      ),
      p95: quantile(
        all.map(({ p95 }) => p95),
        0.5,
      ),
    };
  };
  const ratio = (round: number): Latency => {
    const [one, other] = [baseline[round] as Latency, underAttack[round] as Latency];
    return { median: other.median / one.median, p95: other.p95 / one.p95 };
  };
  return {
    baseline: medians((round) => baseline[round] as Latency),
    underAttack: medians((round) => underAttack[round] as Latency),
    ratio: medians(ratio),
    attacks: rounds * attackPlan.count,
    attacksPerSecond: (rounds * attackPlan.count) / seconds,
    successes,
  };
}

/** Honest clients pay one order after the other until `end` resolves. */
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
  return { median: quantile(taken, 0.5), p95: quantile(taken, 0.95) };
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((one, other) => one - other)[Math.floor(share * values.length)] as number;
}

/** @throws Error if the payment does not succeed: honest clients must not be refused */
function pay(url: string, agent: Agent): Promise<void> {
  const body = envelope(microPayContent(freshNumber(), customersCode('wechat', '0000')));
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': Buffer.byteLength(body) };
    const sent = request(`${url}/cpay/micro_pay`, { method: 'POST', agent, headers }, (response) => {
      let content = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        content += text;
      });
      response.on('end', () => (content.includes('\\"status\\":0,') ? resolve() : reject(new Error(content))));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

if (isMainThread) {
  const plan: Plan = { rounds: 20, seed: 1, count: 500, attackers: 4, rest: 10, clients: 4 };
  const options = Object.fromEntries(Object.keys(plan).map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ options });
  const asked = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
  console.log(JSON.stringify(await measure({ ...plan, ...asked }), undefined, 2));
} else {
  parentPort?.on('message', async (attackPlan: AttackPlan) => {
    parentPort?.postMessage((await attack(attackPlan)).filter(succeeded).length);
  });
}
