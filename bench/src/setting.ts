import { generateKeyPairSync } from 'node:crypto';

/** The data that client and service of one run share. */
export interface Setting {
  readonly port: number;
  /** The order in the response, as the beginning of the path: a small one, or one of 40 fields with Chinese text. */
  readonly order: '' | '/large';
  /** The folder where the packed SDK is installed. */
  readonly installed: string;
  readonly authenKey: string;
  /** One pair of 2048 bits as PEM (PKCS#8 and SPKI), for the services that use RSA. */
  readonly privateKey: string;
  readonly publicKey: string;
}

export const merchant = {
  outMchId: 'sz01lXKA6DKGjNzr2l4B',
  outSubMchId: 'sz01KzuCUOmw8yjtPite',
  outShopId: 'sz011biKxOguirmBqiFR',
};
export const orderNumber = 'sz010002cz1790000000000123456789';
/** The serial number of the key, which WeChat Pay's SDKs need. */
export const serial = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';

export function makeKeys(): Pick<Setting, 'authenKey' | 'privateKey' | 'publicKey'> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { authenKey: '1F6E3C2B9A8D4E5F7061524334251607', privateKey, publicKey };
}
