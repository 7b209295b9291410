import type { CandidateKeys } from '../../diagnosis/examiner.ts';
import { toWireNames } from '../../json/wire-names.ts';
import type { Account } from './account.ts';

/** The keys to examine a refused request of an account with. */
export function candidateKeys({ merchant, keys }: Account, accounts: Iterable<Account>): CandidateKeys {
  const others = Array.from(accounts, (account) => account).filter((account) => account.merchant !== merchant);
  const { outMchId, outSubMchId, outShopId, mchId, subMchId, deviceId, cloudCashierId, configurationKey } = merchant;
  const fields = { outMchId, outSubMchId, outShopId, mchId, subMchId, deviceId, cloudCashierId, configurationKey };
  return {
    authenKey: keys.authenKey,
    publicKey: keys.publicKey,
    otherKeys: others.map(({ merchant: { outSubMchId: name, authenKey: text } }) => ({ name, text })),
    // A key that was not made yet cannot have signed anything.
    otherPublicKeys: others
      .filter((other) => other.merchant.hasSigningKeys)
      .map((other) => ({ name: other.merchant.outSubMchId, key: other.keys.publicKey() })),
    otherFields: Object.entries(toWireNames(fields)).map(([name, text]) => ({ name, text })),
  };
}
