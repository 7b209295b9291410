import { words } from '../language/language.ts';
import { problem } from '../sandbox/problem.ts';

/** Why the person's last action failed. */
export function ProblemAlert() {
  const { refused, unreachable, dismiss } = words.value;
  const current = problem.value;
  return (
    <div role="alert" class="alert">
      {current && (
        <div class="banner alert-banner">
          <span>{current.kind === 'refused' ? refused(current.message) : unreachable}</span>
          <button
            type="button"
            class="button small"
            onClick={() => {
              problem.value = undefined;
            }}
          >
            {dismiss}
          </button>
        </div>
      )}
    </div>
  );
}
