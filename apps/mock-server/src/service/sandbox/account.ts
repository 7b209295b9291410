import { importAuthenKey } from '@cloudpay/core/signing';
import type { OrderClient, OutIdentity, PayMchKey, ShopInfo } from '@cloudpay/proto';
import type { Clock } from '../../environment/clock.ts';
import type { Random } from '../../environment/random.ts';
import type { MerchantFixture } from '../../fixture/schema.ts';
import { Collection } from '../../store/collection.ts';
import type { Storage } from '../../store/storage.ts';
import { Callbacks } from '../callbacks/callbacks.ts';
import { httpDelivery } from '../callbacks/http-delivery.ts';
import { DeviceSettings } from '../devices/device-settings.ts';
import { Ciphers } from '../logins/ciphers.ts';
import { Logins } from '../logins/logins.ts';
import type { Manners } from '../manners/manners.ts';
import { Merchant } from '../merchant/merchant.ts';
import type { MerchantKeys } from '../merchant/merchant-keys.ts';
import { providerAuthenKey } from '../merchant/service-provider.ts';
import { Shops } from '../merchant/shops.ts';
import { Orders } from '../orders/orders.ts';
import { Refunds } from '../refunds/refunds.ts';
import { Refusal, refusals } from '../refusals/refusal.ts';

/**
 * The data of one merchant: keys, shops, logins, orders, refunds and callbacks. A call works only on the account whose key
 * authenticated it, so merchants are strictly separate.
 */
export class Account {
  readonly merchant: Merchant;
  readonly keys: MerchantKeys;
  readonly shops: Shops;
  readonly ciphers: Ciphers;
  readonly logins: Logins;
  readonly deviceSettings: DeviceSettings;
  readonly orders: Orders;
  readonly refunds: Refunds;
  readonly callbacks: Callbacks;
  readonly clock: Clock;
  readonly random: Random;

  constructor(fixture: MerchantFixture, storage: Storage, clock: Clock, random: Random, manners: Manners) {
    const kept = <T>(name: string) => new Collection<T>(`${fixture.outSubMchId}/${name}`, storage);
    this.clock = clock;
    this.random = random;
    this.merchant = new Merchant(fixture, kept('signing_keys'), random);
    this.keys = this.merchant.keys();
    this.shops = new Shops(kept('shops'), this.merchant, clock, random);
    this.ciphers = new Ciphers(kept('ciphers'), this.merchant, random);
    this.logins = new Logins(kept('logins'), this.shops, clock, random);
    this.deviceSettings = new DeviceSettings(kept('setting_codes'), kept('bound_devices'), clock);
    const deliverOnce = httpDelivery({ provider: importAuthenKey(providerAuthenKey), merchant: this.keys.authenKey });
    this.callbacks = new Callbacks(kept('callbacks'), kept('callback_settings'), clock, random, manners, deliverOnce);
    this.orders = new Orders(kept('orders'), kept('attempts'), clock, (order) => this.callbacks.paymentSucceeded(order));
    this.refunds = new Refunds(kept('refunds'), this.orders, clock, (refund) => {
      this.callbacks.refundFinished(refund, this.orders.get(refund.outTradeNo));
    });
  }

  /** @throws Refusal naming the number that is not this merchant's */
  checkPayMchKey(payMchKey: PayMchKey): void {
    this.checkOutIds('pay_mch_key', payMchKey);
  }

  /**
   * @param wirePath the path of the numbers in the request
   * @throws Refusal naming the number that is not this merchant's
   */
  checkOutIds(wirePath: string, { outMchId, outShopId }: OutIdentity): ShopInfo {
    this.merchant.checkMch(`${wirePath}.out_mch_id`, outMchId);
    return this.shops.check(`${wirePath}.out_shop_id`, outShopId);
  }

  /**
   * A device that was bound with `use_device_setting` must send its serial number.
   *
   * @throws Refusal with status 104
   */
  checkSerialNumber({ outShopId = '' }: PayMchKey, { deviceId, snCode }: OrderClient = {}): void {
    const bound = deviceId === undefined ? undefined : this.deviceSettings.serialNumberOf(outShopId, deviceId);
    if (bound !== undefined && bound !== snCode) throw new Refusal(refusals.otherSerialNumber);
  }

  /** Resets the account to its first state. The signing keys stay, because clients hold the private one. */
  reset(): void {
    const { shops, ciphers, logins, deviceSettings, orders, refunds, callbacks } = this;
    for (const part of [shops, ciphers, logins, deviceSettings, orders, refunds, callbacks]) part.reset();
  }
}
