import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Tells the URL of the server. */
    postgresAt: string;
  }
}

/**
 * The server that all tests of a run share.
 *
 * @returns undefined where this machine has none: then the tests are skipped
 * @throws Error where there must be one (`CLOUDPAY_POSTGRES=required`)
 */
export async function sharedServer(): Promise<string | undefined> {
  const response = await fetch(inject('postgresAt'));
  const url = await response.text();
  if (!response.ok) throw new Error(url);
  if (url === '' && process.env.CLOUDPAY_POSTGRES === 'required') throw new Error('no PostgreSQL server fits this machine');
  return url === '' ? undefined : url;
}
