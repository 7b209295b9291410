import { ArgumentError, type CallOptions, type CloudPayClient, CloudPayError, sharedTimeout } from '@cloudpay/core';
import type { ShopInfo } from '@cloudpay/proto';
import { diffShops } from '../diff/diff-shops.ts';
import type { ShopsDiff } from '../diff/shops-diff.ts';
import { DeletionsRefusedError } from './deletions-refused.ts';
import { planReplacement } from './plan-replacement.ts';
import { setShops, type UploadResult } from './set-shops.ts';
import { asUnknown } from './unknown-outcome.ts';
import { WholeUpload } from './whole-upload.ts';

/** Options of `replaceAllShops`. */
export interface ReplaceAllOptions extends CallOptions {
  /**
   * 允许删除的门店: the only shops that may be deleted: the `deleted` of a diff that someone has checked, or the merchant's own numbers.
   * Default: none. A shop from a diff means only itself, not another shop that took its number since.
   */
  readonly mayDelete?: readonly (string | ShopInfo)[] | undefined;
}

/** The result of a replacement. */
export interface ReplaceAllResult extends UploadResult {
  /** What was done. */
  readonly diff: ShopsDiff;
}

/**
 * Replaces the merchant's shops with the wanted ones.
 *
 * It uses `is_all` only when a shop must be deleted. Otherwise it sends the new and changed shops incrementally: such a request cannot delete,
 * whatever changes between the query and the upload. Before it retries a full upload, it reads the shops again and checks again that it
 * deletes only shops that may be deleted.
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
      const diff = await diffShops(client, wanted, nextOptions);
      // After a retry the diff holds only what is left to do. The caller gets the first one.
      first ??= diff;
      const { step, shops } = planReplacement(diff, wanted, mayDelete);
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
