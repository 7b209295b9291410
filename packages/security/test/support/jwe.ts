// A JWE implementation of its own, of node:crypto alone (RFC 7516, compact, `dir` with A128GCM): it shares nothing with what it checks.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** @throws Error when the key is another one, or anything was changed */
export function openJwe(text: string, key: Uint8Array): { header: Record<string, unknown>; content: string } {
  const [header, encryptedKey, vector, content, tag, ...more] = text.split('.');
  if (header === undefined || vector === undefined || content === undefined || tag === undefined || more.length > 0) {
    throw new Error('not five parts');
  }
  if (encryptedKey !== '') throw new Error('an encrypted key, with a key that is used directly');
  const fields = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as Record<string, unknown>;
  if (fields.alg !== 'dir' || fields.enc !== 'A128GCM') throw new Error('another algorithm');
  const decipher = createDecipheriv('aes-128-gcm', key, Buffer.from(vector, 'base64url'));
  decipher.setAAD(Buffer.from(header, 'ascii'));
  decipher.setAuthTag(Buffer.from(tag, 'base64url'));
  const plain = Buffer.concat([decipher.update(Buffer.from(content, 'base64url')), decipher.final()]);
  return { header: fields, content: plain.toString('utf8') };
}

/** Seals any content under any header. */
export function makeJwe(header: object, content: string, key: Uint8Array): string {
  const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
  const vector = randomBytes(12);
  const cipher = createCipheriv('aes-128-gcm', key, vector).setAAD(Buffer.from(encoded, 'ascii'));
  const sealed = Buffer.concat([cipher.update(content, 'utf8'), cipher.final()]);
  const parts = [vector, sealed, cipher.getAuthTag()].map((bytes) => bytes.toString('base64url'));
  return [encoded, '', ...parts].join('.');
}
