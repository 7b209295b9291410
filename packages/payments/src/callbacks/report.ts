import { CallbackError } from './callback-error.ts';

/**
 * Reports errors as process warnings, for applications that have no place of their own for them. Refusals are caused by whoever
 * finds the URL: each kind is reported once, so that nobody can fill a log.
 */
export function reportAsWarnings(): (error: unknown) => void {
  const reported = new Set<string>();
  return (error) => {
    if (error instanceof CallbackError) {
      if (reported.has(error.refusal)) return;
      reported.add(error.refusal);
    }
    process.emitWarning(error instanceof Error ? error : String(error));
  };
}
