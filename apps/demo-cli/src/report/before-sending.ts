import { CloudPayError } from '@cloudpay/payments';

/**
 * Does what comes before the command itself: a look, a scan. When that fails nothing of the command was sent, and no doubt is left, whatever
 * is not known about the look.
 *
 * @throws what it throws; a CloudPayError never with the outcome `unknown`
 */
export async function beforeSending<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CloudPayError) || error.outcome === 'failed') throw error;
    const { message, code, endpoint } = error;
    throw new CloudPayError(message, { code, outcome: 'failed', endpoint, cause: error });
  }
}
