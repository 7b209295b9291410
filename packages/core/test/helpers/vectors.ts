import vectors from '../vectors.json' with { type: 'json' };

/** Test vectors that both sides of the protocol must produce, byte for byte. */
export const hmacVectors = vectors.hmac;

export interface ResponseVector {
  readonly name: string;
  readonly raw: string;
  readonly accept: boolean;
  readonly key: string;
}
export const responseVectors: readonly ResponseVector[] = vectors.responses;

export const signatureVectors = vectors.rsa_pss;

export const yuanVectors = vectors.money.yuan_to_fen as unknown as readonly [string, number][];
export const refusedYuan: readonly string[] = vectors.money.refused;

export const paymentCodeVectors = vectors.author_code as unknown as readonly [string, number | null][];
