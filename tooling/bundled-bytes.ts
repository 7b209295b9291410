import { build } from 'esbuild';

/** The smallest program that takes micro payments. */
export const microPayByFunctions = `
  import { createNodeTransport, microPay, openPayments } from '@cloudpay/payments/functions';
  const payments = openPayments({ ...JSON.parse(process.env.CONFIGURATION), transport: createNodeTransport() });
  const payment = await microPay(payments, JSON.parse(process.argv[2]));
  console.log((await payment.result()).result);`;

/**
 * Bundles a program.
 *
 * @param folder resolves its imports from here
 * @returns the size of the minified bundle, in bytes
 */
export async function bundledBytes(program: string, folder: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: folder },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    charset: 'utf8',
    write: false,
    logLevel: 'error',
  });
  return (outputFiles[0] as { contents: Uint8Array }).contents.byteLength;
}
