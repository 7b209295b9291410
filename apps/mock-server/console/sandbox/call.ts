import { problem } from './problem.ts';

/** A control call that the sandbox did not carry out. */
class CallError extends Error {
  override readonly name = 'CallError';
}

/**
 * Reads data of the sandbox.
 *
 * @param path below `/sandbox/`
 * @throws CallError with the sandbox's message; TypeError if it cannot be reached
 */
export function read<T>(path: string): Promise<T> {
  return call(path, { method: 'GET' });
}

/** Reads data for a person. If it fails, it shows the error and returns undefined. */
export function readOrShowError<T>(path: string): Promise<T | undefined> {
  return orTell(read<T>(path));
}

/**
 * Carries out a control call. If it fails, it shows the error.
 *
 * @returns whether it succeeded
 */
export async function act(path: string, body: object = {}): Promise<boolean> {
  return (await orTell(call<object>(path, { method: 'POST', body: JSON.stringify(body) }))) !== undefined;
}

async function orTell<T>(response: Promise<T>): Promise<T | undefined> {
  try {
    const json = await response;
    problem.value = undefined;
    return json;
  } catch (error) {
    problem.value = error instanceof CallError ? { kind: 'refused', message: error.message } : { kind: 'unreachable' };
    return undefined;
  }
}

async function call<T>(path: string, request: RequestInit): Promise<T> {
  const response = await fetch(`/sandbox/${path}`, request);
  const json = (await response.json()) as T & { error?: string };
  if (!response.ok) throw new CallError(json.error ?? `HTTP ${response.status}`);
  return json;
}
