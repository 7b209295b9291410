import { createHmac, type KeyObject } from 'node:crypto';
import { importAuthenKey, importPrivateKey, importPublicKey } from '@cloudpay/core/signing';
import type { ShopInfo, StaffInfo } from '@cloudpay/proto';
import type { Random } from '../../environment/random.ts';
import type { MerchantFixture } from '../../fixture/schema.ts';
import type { Collection } from '../../store/collection.ts';
import { refuseField } from '../refusals/refusal.ts';
import type { MerchantKeys } from './merchant-keys.ts';
import { providerAuthenKey } from './service-provider.ts';
import { makeSigningKeys, type SigningKeys, signingKeysOf } from './signing-keys.ts';

const signingKeysKey = 'rsa';

/** A merchant of the sandbox, with its numbers and keys. `shopId`, `deviceId` and `staffs` are those of its first shop. */
export class Merchant {
  readonly outMchId: string;
  readonly outSubMchId: string;
  readonly outShopId: string;
  /** The same three ids at WeChat Pay. */
  readonly mchId: string;
  readonly subMchId: string;
  readonly shopId: string;
  /** The prefix of order and refund numbers; the first of `orderPrefixes`. */
  readonly cloudCashierId: string;
  readonly orderPrefixes: readonly string[];
  readonly deviceId: string;
  /** The first of `staffs`. For the default merchant it is the shop manager, who may refund. */
  readonly staffId: string;
  readonly staffs: readonly StaffInfo[];
  readonly authenType = 1;
  readonly authenKey: string;
  /** The service provider's key, which signs callbacks. All merchants share it. */
  readonly providerAuthenKey = providerAuthenKey;
  readonly signType = 1;
  /** The first key of tills' encrypted configurations: AES-128, in Base64. A rotation replaces it. */
  readonly configurationKey: string;
  readonly #fixture: MerchantFixture;
  readonly #madeKeys: Collection<SigningKeys>;
  readonly #random: Random;

  /**
   * @param fixture must be valid
   * @param madeKeys stores signing keys that the sandbox has made
   */
  constructor(fixture: MerchantFixture, madeKeys: Collection<SigningKeys>, random: Random) {
    const [shop] = fixture.shops as [Required<ShopInfo>];
    const [cloudCashierId] = fixture.orderPrefixes as [string];
    this.outMchId = fixture.outMchId;
    this.outSubMchId = fixture.outSubMchId;
    this.outShopId = shop.outShopId;
    this.mchId = fixture.mchId;
    this.subMchId = fixture.subMchId;
    this.shopId = shop.shopId;
    this.cloudCashierId = cloudCashierId;
    this.orderPrefixes = fixture.orderPrefixes;
    this.deviceId = shop.deviceInfos[0]?.deviceId as string;
    this.staffs = shop.staffInfos;
    this.staffId = shop.staffInfos[0]?.staffId as string;
    this.authenKey = fixture.authenKey;
    this.#fixture = fixture;
    this.#madeKeys = madeKeys;
    this.#random = random;
    this.configurationKey = this.configurationKeys()[0] as string;
  }

  /** Signs refunds; PEM (PKCS#8). It is made at first use and stored with the state. Undefined if the merchant keeps it. */
  get privateKey(): string | undefined {
    return this.#signingKeys().privateKey;
  }

  /** PEM (SPKI). */
  get publicKey(): string {
    return this.#signingKeys().publicKey;
  }

  /** Whether the signing keys exist already. */
  get hasSigningKeys(): boolean {
    const { privateKey, publicKey } = this.#fixture;
    return privateKey !== undefined || publicKey !== undefined || this.#madeKeys.get(signingKeysKey) !== undefined;
  }

  /** The keys of encrypted configurations before any rotation, the current one first. */
  configurationKeys(): readonly string[] {
    const { configurationKeys, authenKey } = this.#fixture;
    if (configurationKeys?.length) return configurationKeys;
    return [createHmac('sha256', authenKey).update('configuration').digest().subarray(0, 16).toString('base64')];
  }

  /** The shops at the start. */
  shops(): readonly ShopInfo[] {
    return this.#fixture.shops;
  }

  /** The company, and the name for customers, as lists show them. */
  names(): { readonly companyName: string; readonly merchantName: string } {
    const { companyName = '云支付沙箱商户', merchantName = this.#fixture.shops[0]?.shopName as string } = this.#fixture;
    return { companyName, merchantName };
  }

  /** The keys that the service checks requests with. */
  keys(): MerchantKeys {
    let publicKey: KeyObject | undefined;
    return {
      authenKey: importAuthenKey(this.authenKey),
      publicKey: () => {
        publicKey ??= importPublicKey(this.publicKey);
        return publicKey;
      },
    };
  }

  /** @throws Refusal naming the field with the unknown number */
  checkMch(wirePath: string, outMchId: string | undefined): void {
    if (outMchId !== this.outMchId) throw refuseField(wirePath, 'a known merchant');
  }

  /** Whether an order or refund number has one of this merchant's prefixes. */
  owns(number: string): boolean {
    return this.orderPrefixes.some((prefix) => number.startsWith(prefix));
  }

  /** @throws Refusal if an order or refund number has none of the merchant's prefixes */
  checkNumber(wirePath: string, number: string): void {
    if (!this.owns(number)) throw refuseField(wirePath, `a number that begins with ${this.orderPrefixes.join(' or ')}`);
  }

  #signingKeys(): SigningKeys {
    const { privateKey, publicKey } = this.#fixture;
    if (privateKey) return signingKeysOf(importPrivateKey(privateKey));
    if (publicKey) return { publicKey };
    const kept = this.#madeKeys.get(signingKeysKey);
    if (kept) return kept;
    const made = makeSigningKeys(this.#random.fork(`signing/${this.outSubMchId}`));
    this.#madeKeys.set(signingKeysKey, made);
    return made;
  }
}
