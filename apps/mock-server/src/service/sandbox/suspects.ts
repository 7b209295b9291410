import type { Suspects } from '../../diagnosis/examiner.ts';
import { toWireNames } from '../../json/wire-names.ts';
import type { Account } from './account.ts';

/** Whose keys a refused request of an account should have used, and whose it may have used. */
export function suspects({ merchant, keys }: Account, accounts: Iterable<Account>): Suspects {
  const others = Array.from(accounts, (account) => account).filter((account) => account.merchant !== merchant);
  const { outMchId, outSubMchId, outShopId, mchId, subMchId, deviceId, cloudCashierId, configurationKey } = merchant;
  const fields = { outMchId, outSubMchId, outShopId, mchId, subMchId, deviceId, cloudCashierId, configurationKey };
  return {
    authenKey: keys.authenKey,
    publicKey: keys.publicKey,
    otherKeys: others.map(({ merchant: { outSubMchId: name, authenKey: text } }) => ({ name, text })),
    // A key that has not been made yet can have signed nothing.
    otherPublicKeys: others
      .filter((other) => other.merchant.hasSigningKeys)
      .map((other) => ({ name: other.merchant.outSubMchId, key: other.keys.publicKey() })),
    otherFields: Object.entries(toWireNames(fields)).map(([name, text]) => ({ name, text })),
  };
}
