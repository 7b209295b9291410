import { type MistakeName, mistakes } from './mistakes.ts';

/** One difference between a client and the protocol. */
export interface Mistake {
  /** A stable name, for programs and tests. */
  readonly name: MistakeName;
  /** Fills the gap in the message, for example with the name of a field. */
  readonly detail?: string;
}

/** Explains why a code or signature is refused, as far as the request shows it. */
export interface Diagnosis {
  readonly mistakes: readonly Mistake[];
  /** Whether the same mistakes reproduce exactly what the client sent. Otherwise this is only the best guess. */
  readonly proven: boolean;
  readonly zh: string;
  readonly en: string;
}

/** Makes a diagnosis, with its message. */
export function diagnosis(found: readonly Mistake[], proven: boolean): Diagnosis {
  const words = (language: 'zh' | 'en', separator: string) =>
    found.map(({ name, detail = '' }) => mistakes[name][language].replaceAll('{}', () => detail)).join(separator);
  return { mistakes: found, proven, zh: words('zh', '；'), en: words('en', '; ') };
}

export function inBothLanguages({ zh, en }: Diagnosis): string {
  return `${zh} (${en})`;
}
