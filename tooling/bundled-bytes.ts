import { build } from 'esbuild';

/** A program that takes micro payments and does nothing else, as small as it can be. */
export const microPayByFunctions = `
  import { createNodeTransport, microPay, openPayments } from '@cloudpay/payments/functions';
  const payments = openPayments({ ...JSON.parse(process.env.CONFIGURATION), transport: createNodeTransport() });
  const payment = await microPay(payments, JSON.parse(process.argv[2]));
  console.log((await payment.result()).result);`;

/**
 * What a bundler makes of a program.
 *
 * @param folder from where it finds its imports
 * @returns the bytes of it, minified
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
