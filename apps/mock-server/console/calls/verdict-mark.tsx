import { words } from '../language/language.ts';
import type { ExchangeJson } from '../sandbox/types.ts';

type Verdict = ExchangeJson['verdict'];

/** The result of the authentication, in a word. */
export function VerdictMark({ verdict }: { readonly verdict: Verdict }) {
  const { verdicts } = words.value.wire;
  switch (verdict.result) {
    case 'authentic':
      return (
        <span class="mark verdict" data-verdict={verdict.remark ? 'remark' : 'authentic'}>
          {verdict.remark ? verdicts.remark : verdicts[verdict.by]}
        </span>
      );
    case 'wrong':
      return (
        <span class="mark verdict" data-verdict="wrong">
          {verdicts.wrong}
        </span>
      );
    default:
      return null;
  }
}
