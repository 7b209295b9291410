import type { Shop } from '../shop.ts';
import { decodeStrictly } from './base64url.ts';
import type { FileErrorCode } from './file-error.ts';
import { formatVersion, headerStart, readHeader } from './header.ts';

/** A file that is intact, as far as one can check without its key. */
export interface SealedConfiguration {
  /** The JWE in compact form. */
  readonly jwe: string;
  readonly shop: Shop;
  /** The id of the key. */
  readonly kid: string;
}

/** The lengths of AES-GCM's initialisation vector and authentication tag. */
const vectorBytes = 12;
const tagBytes = 16;

/**
 * Checks a file as far as this is possible without a key.
 *
 * @param text the file, one character per byte
 */
export function inspectFile(text: string): SealedConfiguration | FileErrorCode {
  if (!resemblesOurFormat(text)) return 'FILE_FOREIGN';
  const dot = text.indexOf('.');
  if (dot < 0) return 'FILE_TRUNCATED';
  const header = readHeader(text.slice(0, dot));
  if (header === undefined) return 'FILE_ALTERED';
  if (header.version > formatVersion) return 'FILE_TOO_NEW';
  // header . no encrypted key . vector . content . tag
  const lengths = [dot, 0, lengthOf(vectorBytes), lengthOf(header.size), lengthOf(tagBytes)];
  const fullLength = lengths.reduce((sum, length) => sum + length) + lengths.length - 1;
  if (text.length < fullLength) return 'FILE_TRUNCATED';
  const parts = text.split('.');
  const isIntact = parts.length === lengths.length && parts.every((part, index) => part.length === lengths[index]);
  if (!isIntact || parts.some((part) => decodeStrictly(part) === undefined)) return 'FILE_ALTERED';
  const { out_mch_id: outMchId, out_sub_mch_id: outSubMchId, out_shop_id: outShopId, kid } = header;
  return { jwe: text, shop: { outMchId, outSubMchId, outShopId }, kid };
}

/** The length of this many bytes in base64url. */
function lengthOf(bytes: number): number {
  return Math.ceil((bytes * 4) / 3);
}

/** Whether at least half of the first characters are those of our files: such a file is ours, but may be altered. */
function resemblesOurFormat(text: string): boolean {
  const length = Math.min(text.length, headerStart.length);
  const equalCount = Array.from({ length }, (_, index) => text[index] === headerStart[index]).filter(Boolean).length;
  return equalCount * 2 >= length;
}
