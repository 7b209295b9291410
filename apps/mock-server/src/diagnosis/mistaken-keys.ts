import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Mistake } from './diagnosis.ts';
import type { MistakeName } from './mistakes.ts';

/** A key that clients use by mistake instead of the merchant's key. */
export interface MistakenKey {
  readonly mistake: Mistake;
  readonly key: KeyObject;
}

/** Another text that may be mistaken for the key: another merchant's key, or another value of the configuration. */
export interface OtherKey {
  readonly name: string;
  readonly text: string;
}

/**
 * Yields wrong forms of the key, the most common first.
 *
 * @param key the merchant's key
 * @param otherMerchants the keys of other merchants, with the merchants' numbers
 * @param otherFields the other values of the merchant's configuration, with their names
 */
export function* mistakenKeys(
  key: KeyObject,
  otherMerchants: readonly OtherKey[],
  otherFields: readonly OtherKey[],
): Iterable<MistakenKey> {
  const bytes = key.export();
  const text = bytes.toString('utf8');
  const of = (name: MistakeName, mistaken: string | Uint8Array, detail?: string): MistakenKey => ({
    mistake: detail === undefined ? { name } : { name, detail },
    key: createSecretKey(typeof mistaken === 'string' ? Buffer.from(mistaken, 'utf8') : mistaken),
  });

  yield of('keyNewline', `${text}\n`);
  yield of('keyNewline', `${text}\r\n`);
  yield of('keySpace', `${text} `);
  yield of('keyLowerCase', text.toLowerCase());
  if (/^(?:[0-9a-f]{2})+$/i.test(text)) yield of('keyHexDecoded', Buffer.from(text, 'hex'));
  yield of('keyQuoted', `"${text}"`);
  yield of('keyEmpty', '');
  yield of('keyUpperCase', text.toUpperCase());
  for (const { name, text: other } of otherMerchants) yield of('keyOfOtherMerchant', other, name);
  for (const { name, text: other } of otherFields) yield of('keyIsOtherField', other, name);
  for (const spaced of [` ${text}`, ` ${text} `, `${text}\t`]) yield of('keySpace', spaced);
  yield of('keyNewline', `${text}\r`);
  yield of('keyQuoted', `'${text}'`);
  yield of('keyBase64Decoded', Buffer.from(text, 'base64'));
  yield of('keyBase64Encoded', bytes.toString('base64'));
  yield of('keyBom', `\ufeff${text}`);
  yield of('keyUtf16', Buffer.from(text, 'utf16le'));
  yield of('keyCutShort', text.slice(0, -1));
  for (const nothing of ['undefined', 'null', 'None', '<nil>']) yield of('keyUndefined', nothing, nothing);
}
