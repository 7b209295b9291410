import { ArgumentError, type CallOptions, type CloudPayClient, CloudPayError, sharedTimeout } from '@cloudpay/core';
import type { ShopInfo } from '@cloudpay/proto';
import { diffShops } from '../diff/diff-shops.ts';
import type { ShopsDiff } from '../diff/shops-diff.ts';
import { DeletionsRefusedError } from './deletions-refused.ts';
import { planReplacement } from './plan-replacement.ts';
import { setShops, type UploadResult } from './set-shops.ts';
import { asUnknown } from './unknown-outcome.ts';
import { WholeUpload } from './whole-upload.ts';

/** What `replaceAllShops` takes beside the shops. */
export interface ReplaceAllOptions extends CallOptions {
  /**
   * 允许删除的门店: the shops that may be deleted, at most: the `deleted` of a diff that someone has looked at, or the merchant's own numbers.
   * Default: none. A shop of a diff stands for itself alone, not for another that took its number since.
   */
  readonly mayDelete?: readonly (string | ShopInfo)[] | undefined;
}

/** What a replacement came to. */
export interface ReplaceAllResult extends UploadResult {
  /** What was done. */
  readonly diff: ShopsDiff;
}

/**
 * Makes the merchant's shops those that are wanted.
 *
 * Only a request that must delete says `is_all`. Where nothing is deleted, what is new or changed goes incrementally: whatever happens between
 * the look and the act, such a request cannot delete. Before a whole upload is repeated there is another look: what would be deleted by then
 * must again be no more than may be.
 *
 * @param wanted from `checkShops`
 * @throws DeletionsRefusedError, ArgumentError, CloudPayError
 */
export async function replaceAllShops(
  client: CloudPayClient,
  wanted: readonly ShopInfo[],
  { mayDelete = [], ...options }: ReplaceAllOptions,
): Promise<ReplaceAllResult> {
  if (!Array.isArray(mayDelete)) throw new ArgumentError('mayDelete', '应为门店列表 (must be a list of shops)');
  const nextOptions = sharedTimeout(client, options);
  const upload = new WholeUpload(client, options);
  let first: ShopsDiff | undefined;
  try {
    for (;;) {
      const look = await diffShops(client, wanted, nextOptions);
      // What a repetition finds is what is left to do; the first look is what the caller asked for.
      first ??= look;
      const { step, shops } = planReplacement(look, wanted, mayDelete);
      if (step === 'refuse') throw new DeletionsRefusedError(shops, upload.mayHaveActed ? 'unknown' : 'failed');
      if (step === 'nothing') return { diff: first, shops };
      if (step === 'set') return { diff: first, ...(await setShops(client, shops, nextOptions())) };
      const result = await upload.attempt(shops);
      if (result !== undefined) return { diff: first, ...result };
    }
  } catch (error) {
    const isDefinite = upload.mayHaveActed && error instanceof CloudPayError && error.outcome === 'failed';
    throw isDefinite ? asUnknown(error) : error;
  }
}
