import { CallbackError } from './callback-error.ts';

/**
 * Reports errors as process warnings, for applications without `onError`. Anyone who finds the URL can cause refusals, so each
 * kind of refusal is reported once and cannot fill a log.
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
