import { words } from '../language/language.ts';

export function SkipLink() {
  return (
    <a class="skip-link" href="#wire">
      {words.value.skip}
    </a>
  );
}
