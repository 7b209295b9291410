import { createHash, createHmac, type KeyObject } from 'node:crypto';
import type { Mistake } from './diagnosis.ts';

/** Computes the bytes of a code from a key and a content. */
export type CodeFunction = (key: KeyObject, covered: string | Uint8Array) => Buffer;

export const hmacSha256: CodeFunction = (key, covered) => createHmac('sha256', key).update(covered).digest();

/** A function that clients use by mistake instead of HMAC-SHA256. */
export interface MistakenFunction {
  readonly mistake: Mistake;
  readonly make: CodeFunction;
}

const hash = (algorithm: string, ...parts: readonly (string | Uint8Array)[]): Buffer => {
  const made = createHash(algorithm);
  for (const part of parts) made.update(part);
  return made.digest();
};

/** The most common first. */
export const mistakenFunctions: readonly MistakenFunction[] = [
  { mistake: { name: 'hmacSwapped' }, make: (key, covered) => createHmac('sha256', covered).update(key.export()).digest() },
  ...(
    [
      ['SHA-256', 'sha256'],
      ['MD5', 'md5'],
      ['SHA-1', 'sha1'],
      ['SHA-512', 'sha512'],
    ] as const
  ).flatMap(([name, algorithm]) => [
    not(`${name}(content + key)`, (key, covered) => hash(algorithm, covered, key.export())),
    not(`${name}(key + content)`, (key, covered) => hash(algorithm, key.export(), covered)),
    not(`${name}(content + "&key=" + key)`, (key, covered) => hash(algorithm, covered, '&key=', key.export())),
    not(`${name}(content)`, (_key, covered) => hash(algorithm, covered)),
    ...(algorithm === 'sha256'
      ? []
      : [not(`HMAC-${name}`, (key, covered) => createHmac(algorithm, key).update(covered).digest())]),
  ]),
];

function not(detail: string, make: CodeFunction): MistakenFunction {
  return { mistake: { name: 'notHmacSha256', detail }, make };
}
