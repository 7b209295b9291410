import { pathToFileURL } from 'node:url';

/** Imports the published SDK from a folder where its tarballs are installed. */
export function importSdk(installed: string): Promise<typeof import('../../packages/payments/src/index.ts')> {
  return import(sdkUrl(installed)) as never;
}

/** Imports its functions, whose caller chooses the transport. */
export function importFunctions(installed: string): Promise<typeof import('../../packages/payments/src/functions.ts')> {
  return import(sdkUrl(installed, 'functions')) as never;
}

export function sdkUrl(installed: string, entry = 'index'): string {
  return pathToFileURL(`${installed}/node_modules/@cloudpay/payments/dist/${entry}.js`).href;
}
