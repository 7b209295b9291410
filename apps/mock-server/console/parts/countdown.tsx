import { words } from '../language/language.ts';
import { now } from '../sandbox/clock.ts';
import { span } from './time.ts';

/** @param until seconds since 1970, on the sandbox's clock */
export function Countdown({ until }: { readonly until: number }) {
  const seconds = until - now.value / 1000;
  return (
    <span class="countdown" data-urgent={seconds < 30 || undefined}>
      {words.value.left(span(Math.ceil(seconds)))}
    </span>
  );
}
