import { CloudPayError } from '../../src/index.ts';

/** What a promise rejects with; one that resolves fails the test, and so does any error that is not of the SDK. */
export async function rejectionOf(promise: Promise<unknown>): Promise<CloudPayError & { readonly field?: string }> {
  let result: unknown;
  try {
    result = await promise;
  } catch (error) {
    if (error instanceof CloudPayError) return error;
    throw new Error(`not an error of the SDK: ${String(error)}`, { cause: error });
  }
  throw new Error(`nothing was thrown; the result is ${JSON.stringify(result)}`);
}
