import { CloudPayError } from '../../src/base/errors.ts';

/** Returns the error that a function throws. The test fails if it returns, or throws an error that is not of the SDK. */
export function thrownBy(run: () => unknown): CloudPayError {
  let result: unknown;
  try {
    result = run();
  } catch (error) {
    return ofTheSdk(error);
  }
  throw new Error(`nothing was thrown; the result is ${typeof result}`);
}

/** Returns the error that a promise rejects with, in the same way. */
export async function rejectionOf(promise: Promise<unknown>): Promise<CloudPayError> {
  let result: unknown;
  try {
    result = await promise;
  } catch (error) {
    return ofTheSdk(error);
  }
  throw new Error(`nothing was thrown; the result is ${typeof result}`);
}

function ofTheSdk(error: unknown): CloudPayError {
  if (error instanceof CloudPayError) return error;
  throw new Error(`not an error of the SDK: ${String(error)}`, { cause: error });
}
