import { checkPrimeSync, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Random } from '../../environment/random.ts';

/** An RSA key pair for signing refunds, in PEM. */
export interface SigningKeys {
  /** PKCS#8. Undefined: the merchant keeps it, and the service has only the public key. */
  readonly privateKey?: string;
  /** SPKI. */
  readonly publicKey: string;
}

const modulusBits = 2048;

/** Makes a new pair of 2048 bits. With a seeded generator it is the same at every run. */
export function makeSigningKeys(random: Random): SigningKeys {
  if (random.isSeeded) return signingKeysOf(seededPrivateKey(random));
  return generateKeyPairSync('rsa', {
    modulusLength: modulusBits,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

export function signingKeysOf(privateKey: KeyObject): SigningKeys {
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString(),
  };
}

const publicExponent = 65_537n;

/**
 * Node cannot make keys from a given generator, so this function searches for the primes. A repeatable key is not secret;
 * it is only for sandboxes.
 */
function seededPrivateKey(random: Random): KeyObject {
  const [p, q] = [primeFrom(random), primeFrom(random)];
  const d = inverse(publicExponent, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e: publicExponent, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const encoded = Object.entries(numbers).map(([name, value]) => [name, bytesOf(value).toString('base64url')]);
  return createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(encoded) }, format: 'jwk' });
}

/** A prime of half the key's length. Its two highest bits are set, so that the product of two has the full length. */
function primeFrom(random: Random): bigint {
  const bits = BigInt(modulusBits / 2);
  const start = BigInt(`0x${random.bytes(modulusBits / 16).toString('hex')}`);
  let candidate = BigInt.asUintN(Number(bits), start) | (3n << (bits - 2n)) | 1n;
  while (candidate % publicExponent === 1n || !checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
}

/** The modular inverse, by Euclid's algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [rest, next] = [modulus, value];
  let [factor, nextFactor] = [0n, 1n];
  while (next !== 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return factor < 0n ? factor + modulus : factor;
}

function bytesOf(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}
