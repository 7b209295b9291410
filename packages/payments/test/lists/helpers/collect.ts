import { CloudPayError } from '../../../src/index.ts';

/** Everything that an iteration brings until it ends or throws. */
export async function collect<T>(items: AsyncIterable<T>): Promise<{ items: T[]; error?: CloudPayError }> {
  const collected: T[] = [];
  try {
    for await (const item of items) collected.push(item);
  } catch (error) {
    if (!(error instanceof CloudPayError)) throw error;
    return { items: collected, error };
  }
  return { items: collected };
}
