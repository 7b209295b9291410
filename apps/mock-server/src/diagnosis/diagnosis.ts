import { type MistakeName, mistakes } from './mistakes.ts';

/** One thing that a client does otherwise than the protocol asks. */
export interface Mistake {
  /** Stable: for programs and tests. */
  readonly name: MistakeName;
  /** What the words leave open, such as the name of a field. */
  readonly detail?: string;
}

/** Why a code or a signature is refused, as far as it can be told from outside the client. */
export interface Diagnosis {
  readonly mistakes: readonly Mistake[];
  /** Whether doing the same gives exactly what the client sent. Otherwise this is the best guess. */
  readonly proven: boolean;
  readonly zh: string;
  readonly en: string;
}

/** A diagnosis with its words. */
export function diagnosis(found: readonly Mistake[], proven: boolean): Diagnosis {
  const words = (language: 'zh' | 'en', separator: string) =>
    found.map(({ name, detail = '' }) => mistakes[name][language].replaceAll('{}', () => detail)).join(separator);
  return { mistakes: found, proven, zh: words('zh', '；'), en: words('en', '; ') };
}

export function inBothLanguages({ zh, en }: Diagnosis): string {
  return `${zh} (${en})`;
}
