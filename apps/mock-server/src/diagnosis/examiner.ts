import type { KeyObject } from 'node:crypto';
import { AuthenType, type RequestEnvelope, SignType } from '@cloudpay/proto';
import { diagnoseCode, type EarlierCode, type WrongCode } from './diagnose-code.ts';
import { diagnoseSignature, type OtherPublicKey } from './diagnose-signature.ts';
import { diagnosis, type Mistake } from './diagnosis.ts';
import { Effort } from './effort.ts';
import type { OtherKey } from './mistaken-keys.ts';

/** Whose keys a refused request should have used, and whose it may have used. */
export interface Suspects {
  readonly authenKey: KeyObject;
  /** Made when first needed: it costs more than all the rest. */
  publicKey(): KeyObject;
  /** The keys of the other merchants. */
  readonly otherKeys: readonly OtherKey[];
  /** The public keys of the other merchants, as far as those have been made. */
  readonly otherPublicKeys: readonly OtherPublicKey[];
  /** What else the configuration of the merchant holds. */
  readonly otherFields: readonly OtherKey[];
}

/** So many codes of the latest requests and answers are remembered. */
const remembered = 256;

/** Finds out why requests are refused as not authentic. Remembers the latest codes, and bounds what all diagnoses together cost. */
export class Examiner {
  readonly #effort: Effort;
  readonly #earlier: EarlierCode[] = [];

  constructor(effort = new Effort()) {
    this.#effort = effort;
  }

  /** Remembers a code that was right: one that comes again with another content belongs to this one. */
  remember(code: EarlierCode): void {
    this.#earlier.unshift(code);
    if (this.#earlier.length > remembered) this.#earlier.pop();
  }

  forget(): void {
    this.#earlier.length = 0;
  }

  /**
   * @param envelope of a request that was refused
   * @param mayBeSigned whether the call takes a signature in place of a code
   */
  examine({ requestContent, authenInfo: { a, s } = {} }: RequestEnvelope, mayBeSigned: boolean, suspects: Suspects): WrongCode {
    if (a === undefined && s === undefined) return diagnosis([{ name: 'authenInfoMissing' }], true);
    if (a === undefined && !mayBeSigned) return diagnosis([{ name: 'signatureNotTaken' }], true);
    const mayTry = this.#effort.begin();
    if (mayTry === undefined) return diagnosis([{ name: 'notExamined' }], false);

    if (a === undefined) {
      if (!s?.sign) return diagnosis([{ name: 'signMissing' }], true);
      const typed = typeMistake('signTypeWrong', s.signType, SignType.RsassaPss2048Sha256);
      const key = suspects.publicKey();
      return within(
        typed,
        diagnoseSignature(requestContent, s.sign, { key, otherMerchants: suspects.otherPublicKeys }, mayTry),
      );
    }
    const around = typeMistake('authenTypeWrong', a.authenType, AuthenType.HmacSha256);
    if (s !== undefined && mayBeSigned) around.push({ name: 'signatureNotLookedAt' });
    if (!a.authenCode) return within(around, diagnosis([{ name: 'codeMissing' }], true));
    const { authenKey: key, otherKeys: otherMerchants, otherFields } = suspects;
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
