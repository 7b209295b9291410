import { constants, createHash, type KeyObject, publicDecrypt } from 'node:crypto';

/** The hashes that libraries offer for signatures. */
const hashes = {
  'SHA-256': { algorithm: 'sha256', bytes: 32, identifier: '3031300d060960864801650304020105000420' },
  'SHA-1': { algorithm: 'sha1', bytes: 20, identifier: '3021300906052b0e03021a05000414' },
  'SHA-512': { algorithm: 'sha512', bytes: 64, identifier: '3051300d060960864801650304020305000440' },
  'SHA-384': { algorithm: 'sha384', bytes: 48, identifier: '3041300d060960864801650304020205000430' },
  'SHA-224': { algorithm: 'sha224', bytes: 28, identifier: '302d300d06096086480165030402040500041c' },
  MD5: { algorithm: 'md5', bytes: 16, identifier: '3020300c06082a864886f70d020505000410' },
} as const;

/** The common name of a hash. */
export type SignatureHash = keyof typeof hashes;
const hashNames = Object.keys(hashes) as SignatureHash[];

/** One way to read the inside of a signature. */
export interface SignatureReading {
  readonly padding: 'PSS' | 'PKCS#1 v1.5';
  readonly hash: SignatureHash;
  /** Only for PSS, like the salt. */
  readonly mgf?: SignatureHash;
  readonly saltLength?: number;
  /** Whether the padding alone shows that this reading is right, whatever the content. */
  readonly isSure: boolean;
  /** Whether the signature is for this content. */
  covers(content: string | Uint8Array): boolean;
}

/**
 * Opens a signature with the public key.
 *
 * @returns possible readings, the most common first. Empty if another key made it, or if it is not a signature
 */
export function readingsOfSignature(publicKey: KeyObject, signature: Uint8Array): readonly SignatureReading[] {
  try {
    const message = publicDecrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, signature);
    return [...readPss(message), ...readPkcs1(message)];
  } catch {
    // Its length differs from the modulus, or its value exceeds it.
    return [];
  }
}

/** EMSA-PSS (RFC 8017, 9.1): zeros, a one and the salt, all masked; then a hash of content and salt; then BC. */
function* readPss(message: Buffer): Iterable<SignatureReading> {
  if (message.at(-1) !== 0xbc) return;
  for (const hash of hashNames) {
    const { algorithm, bytes } = hashes[hash];
    const tag = message.subarray(-bytes - 1, -1);
    for (const mgf of hashNames) {
      const block = unmask(message.subarray(0, -bytes - 1), tag, hashes[mgf].algorithm);
      const one = block.findIndex((byte) => byte !== 0);
      if (block[one] !== 1) continue;
      const salt = block.subarray(one + 1);
      const isRight = hash === 'SHA-256' && mgf === 'SHA-256';
      yield {
        padding: 'PSS',
        hash,
        mgf,
        saltLength: salt.length,
        // With the longest salt, one single byte shows the padding. One of the many readings matches it by chance.
        isSure: isRight || one >= 4,
        covers: (content) => digest(algorithm, Buffer.alloc(8), digest(algorithm, content), salt).equals(tag),
      };
    }
  }
}

/**
 * Removes MGF1 (RFC 8017, B.2.1). The highest bit is not part of the block, because the message is smaller than the
 * modulus.
 */
function unmask(masked: Buffer, seed: Buffer, algorithm: string): Buffer {
  const rounds = Math.ceil(masked.length / digest(algorithm).length);
  const mask = Buffer.concat(
    Array.from({ length: rounds }, (_, round) => digest(algorithm, seed, Buffer.from([0, 0, 0, round]))),
  );
  const block = Buffer.from(masked.map((byte, index) => byte ^ (mask[index] ?? 0)));
  block[0] = (block[0] ?? 0) & 0x7f;
  return block;
}

/** EMSA-PKCS1-v1_5 (RFC 8017, 9.2): 00 01 FF … FF 00, then the name of the hash, then the hash. */
function* readPkcs1(message: Buffer): Iterable<SignatureReading> {
  const end = message.indexOf(0, 2);
  const isPadded = message[0] === 0 && message[1] === 1 && end > 2 && message.subarray(2, end).every((byte) => byte === 0xff);
  if (!isPadded) return;
  const info = message.subarray(end + 1);
  for (const hash of hashNames) {
    const { algorithm, identifier } = hashes[hash];
    const start = Buffer.from(identifier, 'hex');
    if (!info.subarray(0, start.length).equals(start)) continue;
    const tag = info.subarray(start.length);
    yield { padding: 'PKCS#1 v1.5', hash, isSure: true, covers: (content) => digest(algorithm, content).equals(tag) };
  }
}

function digest(algorithm: string, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
}
