import type { KeyObject } from 'node:crypto';
import { coveredInstead, rewriting } from './covered.ts';
import { type Diagnosis, diagnosis, type Mistake } from './diagnosis.ts';
import { readingsOfSignature, type SignatureReading } from './recovered-signature.ts';

/** The public key of another merchant, by that merchant's number. */
export interface OtherPublicKey {
  readonly name: string;
  readonly key: KeyObject;
}

/** What there is to compare a wrong signature with. */
export interface SignatureSuspects {
  readonly key: KeyObject;
  readonly otherMerchants: readonly OtherPublicKey[];
}

/** The longest salt of a 2048-bit key, which Cloud Pay asks for. */
const longestSalt = (key: KeyObject) => (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8 - 34;

/** What a signature costs to open and to read by every hash, in bytes hashed. */
const opening = 150_000;

/**
 * Finds out why a signature is refused: how it is written, whose key made it, its padding and hashes, and what it covers.
 *
 * @param content the `request_content` that arrived
 * @param sign what stands beside it
 * @param mayTry asks whether one candidate more may be tried that costs as much as hashing so many bytes
 */
export function diagnoseSignature(
  content: string,
  sign: string,
  { key, otherMerchants }: SignatureSuspects,
  mayTry: (bytes: number) => boolean,
): Diagnosis {
  const { bytes, mistakes: written } = readSign(sign);
  const size = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  if (bytes.length !== size) return diagnosis([...written, { name: 'signLength', detail: String(bytes.length) }], true);

  if (!mayTry(opening)) return diagnosis([...written, { name: 'notExamined' }], false);
  const readings = readingsOfSignature(key, bytes);
  const made = (reading: SignatureReading) => [...written, ...mistakesOf(reading)];
  for (const reading of readings) if (reading.covers(content)) return diagnosis(made(reading), true);
  for (const { mistakes, covered } of coveredInstead(content)) {
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

/** What an accepted signature does otherwise than Cloud Pay asks: the salt may have any length here, as it recovers that itself. */
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

/** Base64, with the line ends that some libraries put into it, is how a signature is written. */
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
