import type { ShopInfo, StaffInfo } from '@cloudpay/proto';
import type { Clock } from '../../environment/clock.ts';
import type { Random } from '../../environment/random.ts';
import type { Collection } from '../../store/collection.ts';
import type { Shops } from '../merchant/shops.ts';

/** How long a code can be scanned, in seconds. */
export const loginTtl = 180;

/** A code on the screen of a till, for staff to scan. */
export interface Login {
  /** Its public id. */
  readonly activator: string;
  /** The till queries the login with it. */
  readonly token: string;
  readonly outShopId: string;
  /** On the sandbox's clock. */
  readonly madeAtMs: number;
  /** The staff number of the person who scanned it. `false`: someone denied the login. */
  readonly scannedBy?: string | false;
}

/** The text of the QR code on the till's screen. */
export function qrCodeUrlOf({ activator }: Login): string {
  return `https://sandbox.invalid/login/${activator}`;
}

/** When a code expires, in seconds since 1970. */
export function expiryOf({ madeAtMs }: Login): number {
  return Math.ceil(madeAtMs / 1000) + loginTtl;
}

/** The state of a login. A code that was scanned in time stays granted. */
export type LoginOutcome =
  | { readonly state: 'waiting' | 'denied' | 'expired' }
  | { readonly state: 'granted'; readonly shop: ShopInfo; readonly staff: StaffInfo };

/** The logins of all tills. The shops decide who is a member of staff. */
export class Logins {
  readonly #logins: Collection<Login>;
  readonly #shops: Shops;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(logins: Collection<Login>, shops: Shops, clock: Clock, random: Random) {
    this.#logins = logins;
    this.#shops = shops;
    this.#clock = clock;
    this.#random = random;
  }

  begin(outShopId: string): Login {
    const activator = this.#random.text(20);
    const token = this.#random.text(32);
    const login = { activator, token, outShopId, madeAtMs: this.#clock.milliseconds() };
    this.#logins.set(activator, login);
    return login;
  }

  get(activator: string): Login | undefined {
    return this.#logins.get(activator);
  }

  withToken(token: string): Login | undefined {
    return this.values().find((login) => login.token === token);
  }

  values(): readonly Login[] {
    return [...this.#logins.values()];
  }

  /** @param scannedBy a staff number, or false if the login is denied */
  scan(login: Login, scannedBy: string | false): void {
    this.#logins.set(login.activator, { ...login, scannedBy });
  }

  /** Checks the shop each time: a person who was removed from the shop after the scan is no longer staff. */
  outcome({ outShopId, scannedBy, madeAtMs }: Login): LoginOutcome {
    if (scannedBy === undefined) {
      return { state: this.#clock.milliseconds() >= madeAtMs + loginTtl * 1000 ? 'expired' : 'waiting' };
    }
    const shop = this.#shops.get(outShopId);
    const staff = shop?.staffInfos?.find(({ staffId }) => staffId === scannedBy);
    return shop && staff ? { state: 'granted', shop, staff } : { state: 'denied' };
  }

  reset(): void {
    this.#logins.clear();
  }
}
