import { useId } from 'preact/hooks';
import { words } from '../language/language.ts';
import { act } from '../sandbox/call.ts';
import type { HostJson } from '../sandbox/types.ts';

interface HostChoiceProps {
  readonly host: HostJson;
  readonly index: number;
}

/** The fault of one host. */
export function HostChoice({ host: { url, fault }, index }: HostChoiceProps) {
  const { hostFaults, controls } = words.value;
  const select = useId();
  const port = new URL(url).port;
  // If the host of this page were down, the page could not repair it.
  const isOwn = port === location.port;
  return (
    <li>
      <label class="field" for={select} title={isOwn ? controls.thisHostHint : undefined}>
        <span>
          <span class="dot" data-tone={fault === 'none' ? 'good' : 'bad'} />
          {controls.host(index)} <code>:{port}</code> {isOwn && <em>{controls.thisHost}</em>}
        </span>
        <select
          id={select}
          value={fault}
          onChange={({ currentTarget }) => void act(`hosts/${index}`, { fault: currentTarget.value })}
        >
          {Object.entries(hostFaults).map(([kind, name]) => (
            <option key={kind} value={kind} disabled={isOwn && kind === 'down'}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </li>
  );
}
