import { words } from '../language/language.ts';
import { connection } from '../sandbox/live.ts';

export function ConnectionLost() {
  if (connection.value !== 'lost') return null;
  const { lost, lostHint } = words.value;
  return (
    <div class="banner" role="status">
      <strong>{lost}</strong> {lostHint}
    </div>
  );
}
