import { createHash } from 'node:crypto';
import type { CompactJWEHeaderParameters } from 'jose';
import type { Shop } from '../shop.ts';
import { decodeStrictly } from './base64url.ts';

/**
 * The version of the file format. Every version keeps `typ`, `version` and `check`, so that each can recognise the files of the
 * others.
 */
export const formatVersion = 1;

const typ = 'cloudpay-configuration';

/**
 * The protected header of the file. Anyone can read it; the encryption's authentication tag covers it. It holds what the next login needs
 * before it has the key, and what distinguishes kinds of damage. It does not hold the service's hosts: the file is not yet authenticated when
 * the header is read, so a host from it could not be trusted.
 */
export interface Header extends CompactJWEHeaderParameters {
  /** The first field, so that all our files start with the same text. */
  readonly typ: typeof typ;
  readonly alg: 'dir';
  readonly enc: 'A128GCM';
  readonly version: number;
  readonly out_mch_id: string;
  readonly out_sub_mch_id: string;
  readonly out_shop_id: string;
  /** The id of the key. It distinguishes a withdrawn key from an altered file. */
  readonly kid: string;
  /** The length of the content in bytes. It shows whether the file is truncated. */
  readonly size: number;
  /**
   * A checksum of the other fields, verifiable without the key. It does not prove the origin; only the authentication tag does.
   */
  readonly check: string;
}

/** The start of the encoded header, the same in all our files. */
export const headerStart = Buffer.from(JSON.stringify({ typ }).slice(0, -2)).toString('base64url');

/** @param size the length of the content in bytes */
export function makeHeader({ outMchId, outSubMchId, outShopId }: Shop, kid: string, size: number): Header {
  const fields = {
    typ,
    alg: 'dir',
    enc: 'A128GCM',
    version: formatVersion,
    out_mch_id: outMchId,
    out_sub_mch_id: outSubMchId,
    out_shop_id: outShopId,
    kid,
    size,
  } as const;
  return { ...fields, check: checksum(fields) };
}

/**
 * Reads a header of any version.
 *
 * @param encoded base64url
 * @returns undefined unless the text is exactly what one of our versions writes
 */
export function readHeader(encoded: string): Header | undefined {
  const text = decodeStrictly(encoded)?.toString('utf8');
  const header = text === undefined ? undefined : parse(text);
  if (header === undefined || JSON.stringify(header) !== text) return undefined;
  const { check, ...fields } = header;
  return fields.typ === typ && check === checksum(fields) ? header : undefined;
}

function parse(text: string): Header | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Header) : undefined;
  } catch {
    return undefined;
  }
}

function checksum(fields: object): string {
  return createHash('sha256').update(JSON.stringify(fields)).digest().subarray(0, 8).toString('base64url');
}
