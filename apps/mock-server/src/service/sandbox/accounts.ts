import type { Account } from './account.ts';

/** The accounts of all merchants, and the ways in which a call can say whose it is. */
export class Accounts implements Iterable<Account> {
  readonly #bySubMch: ReadonlyMap<string, Account>;
  /** Of the merchant that every sandbox serves. */
  readonly default: Account;

  /** @param accounts of merchants that share no number, prefix or key; the default one first */
  constructor(accounts: readonly Account[]) {
    this.#bySubMch = new Map(accounts.map((account) => [account.merchant.outSubMchId, account]));
    this.default = accounts[0] as Account;
  }

  [Symbol.iterator](): IterableIterator<Account> {
    return this.#bySubMch.values();
  }

  get(outSubMchId: string): Account | undefined {
    return this.#bySubMch.get(outSubMchId);
  }

  /** By what its order and refund numbers begin with. */
  owning(number: string): Account | undefined {
    return this.find(({ merchant }) => merchant.owns(number));
  }

  find(isAsked: (account: Account) => boolean): Account | undefined {
    return [...this].find(isAsked);
  }
}
