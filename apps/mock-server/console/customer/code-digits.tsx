import { words } from '../language/language.ts';

/** Groups of four digits, counted from the end: the last group is the scenario. */
const groups = /\d{1,4}(?=(?:\d{4})*$)/g;

export function CodeDigits({ code }: { readonly code: string }) {
  const all = code.match(groups) ?? [];
  return (
    <output class="digits" aria-label={words.value.paymentCode.number}>
      {all.slice(0, -1).join(' ')} <b>{all.at(-1)}</b>
    </output>
  );
}
