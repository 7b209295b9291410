import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { importAuthenKey, importPublicKey } from '@cloudpay/core/signing';
import type { StaffInfo } from '@cloudpay/proto';
import type { Collection } from '../../store/collection.ts';
import type { MerchantKeys } from '../../wire/authentication.ts';
import { refuseField } from '../../wire/refusal.ts';

interface SigningKeys {
  readonly privateKey: string;
  readonly publicKey: string;
}

const signingKeysKey = 'rsa';

/** The one merchant that the sandbox serves. */
export class Merchant {
  readonly outMchId = 'sz01lXKA6DKGjNzr2l4B';
  readonly outSubMchId = 'sz01KzuCUOmw8yjtPite';
  readonly outShopId = 'sz011biKxOguirmBqiFR';
  /** The same three, as WeChat Pay numbers them. */
  readonly mchId = '1900007941';
  readonly subMchId = '1900008341';
  readonly shopId = '432';
  /** What order and refund numbers begin with. */
  readonly cloudCashierId = 'sz010002cz';
  readonly orderPrefixes: readonly string[] = ['sz010002cz', '01000052'];
  readonly deviceId = '824';
  /** The shop manager, who may refund. */
  readonly staffId = '1206';
  readonly staffs: readonly StaffInfo[] = [
    { staffId: '1206', staffName: '店长', shopManager: true, refundAuth: true },
    { staffId: '1192', staffName: '店员', shopManager: false, refundAuth: false },
  ];
  readonly authenType = 1;
  readonly authenKey = '1F6E3C2B9A8D4E5F7061524334251607';
  readonly signType = 1;
  /** What tills encrypt their configuration with until the keys are rotated: AES-128, in base64. */
  readonly configurationKey = 'Zlm7Vm7PtQZQvqo7tbWDmg==';
  readonly #signingKeys: Collection<SigningKeys>;

  constructor(signingKeys: Collection<SigningKeys>) {
    this.#signingKeys = signingKeys;
  }

  /** For signing refunds, PEM (PKCS#8). Made when first asked for, then kept as long as the state is. */
  get privateKey(): string {
    return this.#signingPair().privateKey;
  }

  /** PEM (SPKI). */
  get publicKey(): string {
    return this.#signingPair().publicKey;
  }

  /** What the service checks requests with. */
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

  /** @throws Refusal naming the field that carried the unknown number */
  checkMch(wirePath: string, outMchId: string | undefined): void {
    if (outMchId !== this.outMchId) throw refuseField(wirePath, 'a known merchant');
  }

  /** @throws Refusal naming the field that carried the unknown number */
  checkSubMch(wirePath: string, outSubMchId: string | undefined): void {
    if (outSubMchId !== this.outSubMchId) throw refuseField(wirePath, 'a known merchant');
  }

  /** @throws Refusal when an order or refund number does not begin with one of the merchant's prefixes */
  checkNumber(wirePath: string, number: string): void {
    if (this.orderPrefixes.some((prefix) => number.startsWith(prefix))) return;
    throw refuseField(wirePath, `a number that begins with ${this.orderPrefixes.join(' or ')}`);
  }

  #signingPair(): SigningKeys {
    const kept = this.#signingKeys.get(signingKeysKey);
    if (kept) return kept;
    const made = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    this.#signingKeys.set(signingKeysKey, made);
    return made;
  }
}
