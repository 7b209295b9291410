import type { Payments, Resumed } from '../../src/index.ts';

/** All that `resume` brings. */
export async function resumeAll(payments: Payments, options: Parameters<Payments['resume']>[0] = {}): Promise<Resumed[]> {
  const all: Resumed[] = [];
  for await (const resumed of payments.resume(options)) all.push(resumed);
  return all;
}
