import { generateKeyPairSync } from 'node:crypto';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** An RSA key pair in common forms. */
export const rsaKeys = {
  ...rsa,
  pkcs8: rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  pkcs1: rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }) as string,
  spki: rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string,
  publicPkcs1: rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }) as string,
};

/** The lines of a PEM text that must not appear elsewhere. */
export function secretLines(pem: string): readonly string[] {
  return pem.split('\n').filter((line) => line.length > 8 && !line.startsWith('--'));
}
