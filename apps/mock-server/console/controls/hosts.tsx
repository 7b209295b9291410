import { words } from '../language/language.ts';
import { hosts } from '../sandbox/state.ts';
import { HostChoice } from './host-choice.tsx';

export function Hosts() {
  return (
    <section class="control" aria-labelledby="hosts">
      <h3 id="hosts">{words.value.controls.hosts}</h3>
      <ul class="hosts">
        {hosts.value.map((host, index) => (
          <HostChoice key={host.url} host={host} index={index} />
        ))}
      </ul>
    </section>
  );
}
