import type { KeyObject } from 'node:crypto';
import { type Diagnosis, diagnosis, type Mistake } from './diagnosis.ts';
import { mistakenContents, rewriting } from './mistaken-contents.ts';
import { readingsOfSignature, type SignatureReading } from './recovered-signature.ts';

/** The public key of another merchant, with the number of that merchant. */
export interface OtherPublicKey {
  readonly name: string;
  readonly key: KeyObject;
}

/** Data to compare a wrong signature with. */
export interface SignatureCandidates {
  readonly key: KeyObject;
  readonly otherMerchants: readonly OtherPublicKey[];
}

/** The longest possible salt for the key, which Cloud Pay requires. For 2048 bits and SHA-256 it has 222 bytes. */
const longestSalt = (key: KeyObject) => (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8 - 34;

/** The cost of opening a signature and reading it with every hash, in bytes hashed. */
const opening = 150_000;

/**
 * Explains why a signature is refused: its encoding, its key, its padding and hashes, or its content.
 *
 * @param content the `request_content` as received
 * @param sign the signature as received
 * @param mayTry asks whether another attempt with this cost, in bytes hashed, is allowed
 */
export function diagnoseSignature(
  content: string,
  sign: string,
  { key, otherMerchants }: SignatureCandidates,
  mayTry: (bytes: number) => boolean,
): Diagnosis {
  const { bytes, mistakes: written } = readSign(sign);
  const size = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  if (bytes.length !== size) return diagnosis([...written, { name: 'signLength', detail: String(bytes.length) }], true);

  if (!mayTry(opening)) return diagnosis([...written, { name: 'notExamined' }], false);
  const readings = readingsOfSignature(key, bytes);
  const made = (reading: SignatureReading) => [...written, ...mistakesOf(reading)];
  for (const reading of readings) if (reading.covers(content)) return diagnosis(made(reading), true);
  for (const { mistakes, covered } of mistakenContents(content)) {
    if (!mayTry(content.length * rewriting)) break;
    const reading = readings.find((candidate) => candidate.covers(covered));
    if (reading !== undefined) return diagnosis([...mistakes, ...made(reading)], true);
  }
  const sure = readings.find(({ isSure }) => isSure);
  if (sure !== undefined) {
    const other: Mistake = { name: 'signOtherContent', detail: String(Buffer.byteLength(content)) };
    return diagnosis([...made(sure), other], false);
  }
  for (const { name, key: otherKey } of otherMerchants) {
    const isTheirs = readingsOfSignature(otherKey, bytes).some((reading) => reading.covers(content));
    if (isTheirs) return diagnosis([...written, { name: 'signOtherMerchantsKey', detail: name }], true);
  }
  return diagnosis([...written, { name: 'signOtherKey' }], false);
}

/**
 * Reports how an accepted signature differs from what Cloud Pay requires. The sandbox accepts any salt length, because PSS
 * allows recovering it.
 */
export function remarkOnSignature(key: KeyObject, sign: string): Diagnosis | undefined {
  const [reading] = readingsOfSignature(key, Buffer.from(sign, 'base64'));
  const { saltLength = 0 } = reading ?? {};
  return saltLength === longestSalt(key) ? undefined : diagnosis([{ name: 'signSalt', detail: String(saltLength) }], true);
}

function mistakesOf({ padding, hash, mgf }: SignatureReading): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  if (padding !== 'PSS') mistakes.push({ name: 'signPkcs1' });
  if (hash !== 'SHA-256') mistakes.push({ name: 'signHash', detail: hash });
  if (mgf !== undefined && mgf !== 'SHA-256') mistakes.push({ name: 'signMgf', detail: mgf });
  return mistakes;
}

/** Whether a signature is Base64. Some libraries insert line ends; these are allowed. */
export function isBase64(sign: string): boolean {
  return /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(sign);
}

function readSign(sign: string): { readonly bytes: Buffer; readonly mistakes: readonly Mistake[] } {
  const text = sign.trim();
  if (/^(?:[0-9a-f]{2})+$/i.test(text)) {
    return { bytes: Buffer.from(text, 'hex'), mistakes: [{ name: 'signOtherEncoding', detail: 'hex' }] };
  }
  const bytes = Buffer.from(text, 'base64');
  return isBase64(text) ? { bytes, mistakes: [] } : { bytes, mistakes: [{ name: 'signOtherEncoding', detail: 'base64url' }] };
}
