import type { Profiler } from 'node:inspector';

/** The parts of a call's CPU time, in the order of the table. */
export const parts = {
  http: "Node's HTTP client, sockets and timers",
  hmac: 'HMAC, nonces',
  call: "the client's own code: transport, JSON, envelope, schema, deadlines, hosts, outcome",
  promises: 'promises and ticks',
  collector: 'garbage collection',
  rest: 'the rest of the process',
} as const;

export type Part = keyof typeof parts;

type Frame = Profiler.ProfileNode['callFrame'];

/** Assigns the work in a frame, and in the frames below it, to a part. `node` means that the calling frame decides. */
const kinds: readonly (readonly [url: RegExp, kind: Part | 'node'])[] = [
  [/^node:(?:internal\/)?crypto/, 'hmac'],
  [/^node:(?:_http|net$|internal\/(?:timers|stream|http))/, 'http'],
  [/^node:/, 'node'],
  [/\/@cloudpay\/|\/node_modules\/stripe\/|\/clients\//, 'call'],
];

/** The time between two samples, in microseconds. */
const interval = 200;

/**
 * Profiles the process while `run` runs.
 * @returns the share of each part in the CPU time
 */
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
    // A late sample means that the processor was busy with another process.
    const weight = Math.min(timeDeltas[index] ?? 0, 1.5 * interval);
    shares[part] += weight;
    total += weight;
  }
  for (const part of Object.keys(shares) as Part[]) shares[part] /= total;
  return shares;
}

/** The frame of a node, and its callers. */
function stackOf(node: Profiler.ProfileNode, parents: ReadonlyMap<number, Profiler.ProfileNode>): Frame[] {
  const stack: Frame[] = [];
  for (let at: Profiler.ProfileNode | undefined = node; at !== undefined; at = parents.get(at.id)) stack.push(at.callFrame);
  return stack;
}

/** @returns undefined for frames that are not work of the calls: waiting, and the profiler itself */
function partOf(stack: readonly Frame[]): Part | undefined {
  const [leaf] = stack as readonly [Frame];
  if (leaf.functionName === '(idle)' || stack.some(({ url }) => url.startsWith('node:inspector'))) return undefined;
  if (leaf.functionName === '(garbage collector)') return 'collector';
  if (leaf.functionName === 'runMicrotasks' || leaf.url === 'node:internal/process/task_queues') return 'promises';
  for (const { url } of stack) {
    const kind = kinds.find(([pattern]) => pattern.test(url))?.[1];
    if (kind !== undefined && kind !== 'node') return kind;
  }
  return stack.some(({ url }) => url.startsWith('node:')) ? 'http' : 'rest';
}
