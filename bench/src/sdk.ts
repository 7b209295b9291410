import { pathToFileURL } from 'node:url';

/** The SDK as it is published, from a folder where its tarballs are installed. */
export function importSdk(installed: string): Promise<typeof import('../../packages/payments/src/index.ts')> {
  return import(sdkUrl(installed)) as never;
}

export function sdkUrl(installed: string): string {
  return pathToFileURL(`${installed}/node_modules/@cloudpay/payments/dist/index.js`).href;
}
