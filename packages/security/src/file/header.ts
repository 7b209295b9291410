import { createHash } from 'node:crypto';
import type { CompactJWEHeaderParameters } from 'jose';
import type { Shop } from '../shop.ts';
import { decodeStrictly } from './base64url.ts';

/** Of the file format. Every version keeps `typ`, `version` and `check`, so that each can tell what it has before it. */
export const formatVersion = 1;

const typ = 'cloudpay-configuration';

/**
 * The protected header of the file: readable by anyone, covered by the encryption's authentication tag. It holds what the next login needs
 * before there is a key, and what tells one kind of damage from another. Where the service is stands elsewhere on purpose: a host named by a
 * file that is not yet proven authentic would be trusted too early.
 */
export interface Header extends CompactJWEHeaderParameters {
  /** First, so that all our files begin alike. */
  readonly typ: typeof typ;
  readonly alg: 'dir';
  readonly enc: 'A128GCM';
  readonly version: number;
  readonly out_mch_id: string;
  readonly out_sub_mch_id: string;
  readonly out_shop_id: string;
  /** The id of the key: tells a key that was withdrawn from a file that was altered. */
  readonly kid: string;
  /** Bytes of the content: tells a file that was cut short. */
  readonly size: number;
  /** A checksum of the other fields, which can be verified without the key. It proves no origin; the authentication tag does. */
  readonly check: string;
}

/** How the encoded header of each of our files begins. */
export const beginning = Buffer.from(JSON.stringify({ typ }).slice(0, -2)).toString('base64url');

/** @param size bytes of the content */
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
 * @returns undefined unless it is exactly as one of our versions wrote it
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
