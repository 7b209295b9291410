import type { OutIdentity, PayMchKey, ShopInfo } from '@cloudpay/proto';
import { Collection } from '../store/collection.ts';
import type { Storage } from '../store/storage.ts';
import type { MerchantKeys } from '../wire/authentication.ts';
import { Callbacks } from './callbacks/callbacks.ts';
import { httpCourier } from './callbacks/courier.ts';
import { Clock, type TimeSource } from './clock.ts';
import { DeviceSettings } from './devices/device-settings.ts';
import { Faults } from './faults.ts';
import { Ciphers } from './logins/ciphers.ts';
import { type Login, Logins } from './logins/logins.ts';
import { Merchant } from './merchant/merchant.ts';
import { Shops } from './merchant/shops.ts';
import { Orders } from './orders/orders.ts';
import { Random } from './random.ts';
import { Refunds } from './refunds/refunds.ts';

/** One Cloud Pay: a merchant, its shops and its orders, a clock and some chance. Many may run side by side. */
export class Sandbox {
  readonly clock: Clock;
  readonly random: Random;
  readonly merchant: Merchant;
  readonly keys: MerchantKeys;
  readonly shops: Shops;
  readonly ciphers: Ciphers;
  readonly logins: Logins;
  readonly deviceSettings: DeviceSettings;
  readonly orders: Orders;
  readonly refunds: Refunds;
  readonly callbacks: Callbacks;
  readonly faults = new Faults();
  /** How often each endpoint was called. */
  readonly calls: Collection<number>;
  readonly #storage: Storage;

  constructor(storage: Storage, time: TimeSource, seed: number | undefined) {
    const kept = <T>(name: string) => new Collection<T>(name, storage);
    this.#storage = storage;
    this.clock = new Clock(time, kept('clock'));
    this.random = new Random(seed);
    this.merchant = new Merchant(kept('signing_keys'));
    this.keys = this.merchant.keys();
    this.shops = new Shops(kept('shops'), this.merchant, this.clock, this.random);
    this.ciphers = new Ciphers(kept('ciphers'), this.merchant);
    this.logins = new Logins(kept<Login>('logins'), this.shops, this.clock, this.random);
    this.deviceSettings = new DeviceSettings(kept('setting_codes'), kept('bound_devices'), this.clock);
    const courier = httpCourier(this.keys.authenKey);
    this.callbacks = new Callbacks(kept('callbacks'), kept('callback_target'), this.clock, this.random, courier);
    this.orders = new Orders(kept('orders'), kept('attempts'), this.clock, (order) => this.callbacks.paymentSucceeded(order));
    this.refunds = new Refunds(kept('refunds'), this.orders, this.clock, (refund) => {
      this.callbacks.refundFinished(refund, this.orders.get(refund.outTradeNo));
    });
    this.calls = kept('calls');
    this.callbacks.resume();
  }

  /** @throws Refusal naming the merchant or shop that is not known here */
  checkPayMchKey(payMchKey: PayMchKey): void {
    this.checkOutIds('pay_mch_key', payMchKey);
  }

  /**
   * @param wirePath where the three numbers stand in the request
   * @throws Refusal naming the one that is not known here
   */
  checkOutIds(wirePath: string, { outMchId, outSubMchId, outShopId }: OutIdentity): ShopInfo {
    this.merchant.checkMch(`${wirePath}.out_mch_id`, outMchId);
    this.merchant.checkSubMch(`${wirePath}.out_sub_mch_id`, outSubMchId);
    return this.shops.check(`${wirePath}.out_shop_id`, outShopId);
  }

  countCall(endpoint: string): void {
    this.calls.set(endpoint, (this.calls.get(endpoint) ?? 0) + 1);
  }

  /** All that `work` changes survives a restart, or nothing of it. */
  atomically<T>(work: () => T): T {
    return this.#storage.atomically(work);
  }

  /** Back to the first state. The signing keys stay: clients hold the private one. */
  reset(): void {
    this.atomically(() => {
      const parts = [this.clock, this.shops, this.ciphers, this.logins, this.deviceSettings, this.orders, this.refunds];
      for (const part of [...parts, this.callbacks, this.faults]) part.reset();
      this.calls.clear();
    });
  }

  close(): void {
    this.callbacks.stop();
    this.#storage.close();
  }
}
