import type { KeyObject } from 'node:crypto';
import { AuthenType, type RequestEnvelope, SignType } from '@cloudpay/proto';
import { CostLimit } from './cost-limit.ts';
import { diagnoseCode, type EarlierCode, type WrongCode } from './diagnose-code.ts';
import { diagnoseSignature, type OtherPublicKey } from './diagnose-signature.ts';
import { diagnosis, type Mistake } from './diagnosis.ts';
import type { OtherKey } from './mistaken-keys.ts';

/** The keys to examine a refused request with. */
export interface CandidateKeys {
  readonly authenKey: KeyObject;
  /** A function, because parsing the key takes longer than the rest of the start. */
  publicKey(): KeyObject;
  /** The keys of the other merchants. */
  readonly otherKeys: readonly OtherKey[];
  /** The public keys of the other merchants that have been made so far. */
  readonly otherPublicKeys: readonly OtherPublicKey[];
  /** The other values of the merchant's configuration. */
  readonly otherFields: readonly OtherKey[];
}

/** How many codes of recent requests and responses are remembered. */
const maxRemembered = 256;

/**
 * Explains why requests are refused as not authentic. It remembers recent codes, and limits the cost of all diagnoses
 * together.
 */
export class Examiner {
  readonly #costLimit: CostLimit;
  readonly #earlier: EarlierCode[] = [];

  constructor(costLimit = new CostLimit()) {
    this.#costLimit = costLimit;
  }

  /** Remembers a right code. If it comes again with another content, the client reused it. */
  remember(code: EarlierCode): void {
    this.#earlier.unshift(code);
    if (this.#earlier.length > maxRemembered) this.#earlier.pop();
  }

  forget(): void {
    this.#earlier.length = 0;
  }

  /**
   * @param envelope of a refused request
   * @param mayBeSigned whether the call accepts a signature instead of a code
   */
  examine(
    { requestContent, authenInfo: { a, s } = {} }: RequestEnvelope,
    mayBeSigned: boolean,
    candidates: CandidateKeys,
  ): WrongCode {
    if (a === undefined && s === undefined) return diagnosis([{ name: 'authenInfoMissing' }], true);
    if (a === undefined && !mayBeSigned) return diagnosis([{ name: 'signatureNotTaken' }], true);
    const mayTry = this.#costLimit.begin();
    if (mayTry === undefined) return diagnosis([{ name: 'notExamined' }], false);

    if (a === undefined) {
      if (!s?.sign) return diagnosis([{ name: 'signMissing' }], true);
      const typed = typeMistake('signTypeWrong', s.signType, SignType.RsassaPss2048Sha256);
      const key = candidates.publicKey();
      return within(
        typed,
        diagnoseSignature(requestContent, s.sign, { key, otherMerchants: candidates.otherPublicKeys }, mayTry),
      );
    }
    const around = typeMistake('authenTypeWrong', a.authenType, AuthenType.HmacSha256);
    if (s !== undefined && mayBeSigned) around.push({ name: 'signatureNotLookedAt' });
    if (!a.authenCode) return within(around, diagnosis([{ name: 'codeMissing' }], true));
    const { authenKey: key, otherKeys: otherMerchants, otherFields } = candidates;
    const all = { key, otherMerchants, otherFields, earlierCodes: this.#earlier };
    return within(around, diagnoseCode(requestContent, a.authenCode, all, mayTry));
  }
}

function typeMistake(name: 'authenTypeWrong' | 'signTypeWrong', type: number | undefined, right: number): Mistake[] {
  return type === undefined || type === right ? [] : [{ name, detail: String(type) }];
}

function within(around: readonly Mistake[], found: WrongCode): WrongCode {
  return around.length === 0 ? found : { ...found, ...diagnosis([...around, ...found.mistakes], found.proven) };
}
