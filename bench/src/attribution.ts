import type { Profiler } from 'node:inspector';

/** Whose work a moment of a call was, in the order of the table. */
export const parts = {
  http: "Node's HTTP client, sockets and timers",
  fetch: 'the `fetch` over it',
  hmac: 'HMAC, nonces',
  call: 'JSON, envelope, schema, deadlines, hosts, outcome',
  promises: 'promises and ticks',
  collector: 'garbage collection',
  rest: 'the rest of the process',
  ky: "ky's own code",
  kyRequest: "… the Request and Headers of Node's fetch that it makes",
  kySignals: '… the signals that it makes',
} as const;

export type Part = keyof typeof parts;

type Frame = Profiler.ProfileNode['callFrame'];

/** What a frame says of the work done in it and under it. `node` and `signals` leave it open: whoever called them says it. */
const kinds: readonly (readonly [url: RegExp, kind: Part | 'node' | 'signals'])[] = [
  [/\/node_modules\/ky\//, 'ky'],
  [/^node:internal\/deps\/undici/, 'kyRequest'],
  [/^node:internal\/(?:abort_controller|event_target)/, 'signals'],
  [/^node:(?:internal\/)?crypto/, 'hmac'],
  [/^node:/, 'node'],
  [/\/(?:exchange-by-own|keep-alive)-fetch|\/clients\/node-http\./, 'fetch'],
  [/\/@cloudpay\/|\/clients\//, 'call'],
];

/** Between two samples, in microseconds. */
const interval = 200;

/** Records what the process does while something runs. @returns the share of each part in what it did */
export async function profile(run: () => Promise<unknown>): Promise<Record<Part, number>> {
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval });
  await session.post('Profiler.start');
  await run();
  const { profile: recorded } = await session.post('Profiler.stop');
  session.disconnect();
  return sharesOf(recorded);
}

function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Record<Part, number> {
  const parents = new Map<number, Profiler.ProfileNode>();
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node);
  const partById = new Map(nodes.map((node) => [node.id, partOf(stackOf(node, parents))]));
  const shares = Object.fromEntries(Object.keys(parts).map((part) => [part, 0])) as Record<Part, number>;
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const part = partById.get(id);
    if (part === undefined) continue;
    // A sample that comes late says that the processor was busy with another process.
    const weight = Math.min(timeDeltas[index] ?? 0, 1.5 * interval);
    shares[part] += weight;
    total += weight;
  }
  for (const part of Object.keys(shares) as Part[]) shares[part] /= total;
  return shares;
}

/** The frame of a node, and those that led to it. */
function stackOf(node: Profiler.ProfileNode, parents: ReadonlyMap<number, Profiler.ProfileNode>): Frame[] {
  const stack: Frame[] = [];
  for (let at: Profiler.ProfileNode | undefined = node; at !== undefined; at = parents.get(at.id)) stack.push(at.callFrame);
  return stack;
}

/** @returns undefined for what is no work of the calls: waiting, and the profiler itself */
function partOf(stack: readonly Frame[]): Part | undefined {
  const [leaf] = stack as readonly [Frame];
  if (leaf.functionName === '(idle)' || stack.some(({ url }) => url.startsWith('node:inspector'))) return undefined;
  if (leaf.functionName === '(garbage collector)') return 'collector';
  if (leaf.functionName === 'runMicrotasks' || leaf.url === 'node:internal/process/task_queues') return 'promises';
  let inNode = false;
  let inSignals = false;
  for (const { url } of stack) {
    const kind = kinds.find(([pattern]) => pattern.test(url))?.[1];
    if (kind === 'node') inNode = true;
    else if (kind === 'signals') inSignals = true;
    else if (kind === 'ky') return inSignals ? 'kySignals' : 'ky';
    else if (kind === 'fetch') return inNode ? 'http' : 'fetch';
    else if (kind !== undefined) return kind;
  }
  return inNode ? 'http' : 'rest';
}
