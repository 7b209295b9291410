import type { Shop } from '../shop.ts';
import { decodeStrictly } from './base64url.ts';
import type { FileErrorCode } from './file-error.ts';
import { beginning, formatVersion, readHeader } from './header.ts';

/** A file that is whole as far as can be seen without its key. */
export interface SealedConfiguration {
  /** The JWE, compact. */
  readonly jwe: string;
  readonly shop: Shop;
  /** The id of its key. */
  readonly kid: string;
}

/** Bytes of AES-GCM's initialisation vector and authentication tag. */
const vectorBytes = 12;
const tagBytes = 16;

/**
 * Tells what a file is, before any key is known.
 *
 * @param text of the file, one character a byte
 */
export function inspectFile(text: string): SealedConfiguration | FileErrorCode {
  if (!resemblesOurs(text)) return 'FILE_FOREIGN';
  const dot = text.indexOf('.');
  if (dot < 0) return 'FILE_TRUNCATED';
  const header = readHeader(text.slice(0, dot));
  if (header === undefined) return 'FILE_ALTERED';
  if (header.version > formatVersion) return 'FILE_TOO_NEW';
  // header . no encrypted key . vector . content . tag
  const lengths = [dot, 0, lengthOf(vectorBytes), lengthOf(header.size), lengthOf(tagBytes)];
  const whole = lengths.reduce((sum, length) => sum + length) + lengths.length - 1;
  if (text.length < whole) return 'FILE_TRUNCATED';
  const parts = text.split('.');
  const isWhole = parts.length === lengths.length && parts.every((part, index) => part.length === lengths[index]);
  if (!isWhole || parts.some((part) => decodeStrictly(part) === undefined)) return 'FILE_ALTERED';
  const { out_mch_id: outMchId, out_sub_mch_id: outSubMchId, out_shop_id: outShopId, kid } = header;
  return { jwe: text, shop: { outMchId, outSubMchId, outShopId }, kid };
}

/** Of so many bytes as base64url. */
function lengthOf(bytes: number): number {
  return Math.ceil((bytes * 4) / 3);
}

/** Whether a file begins as ours do, or did before some of its bytes were changed. */
function resemblesOurs(text: string): boolean {
  const length = Math.min(text.length, beginning.length);
  const agreeing = Array.from({ length }, (_, index) => text[index] === beginning[index]).filter(Boolean).length;
  return agreeing * 2 >= length;
}
