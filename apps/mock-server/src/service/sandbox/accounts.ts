import type { Account } from './account.ts';

/** The accounts of all merchants, and the ways to find the account of a call. */
export class Accounts implements Iterable<Account> {
  readonly #bySubMch: ReadonlyMap<string, Account>;
  /** The merchant that every sandbox serves. */
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

  /** Finds the account by the prefix of an order or refund number. */
  owning(number: string): Account | undefined {
    return this.find(({ merchant }) => merchant.owns(number));
  }

  find(isAsked: (account: Account) => boolean): Account | undefined {
    return [...this].find(isAsked);
  }
}
