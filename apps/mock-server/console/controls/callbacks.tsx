import { useId, useState } from 'preact/hooks';
import { words } from '../language/language.ts';
import { act } from '../sandbox/call.ts';
import { state } from '../sandbox/state.ts';

/** How many callbacks are listed. */
const listed = 5;

export function Callbacks() {
  const {
    callbacks,
    callbacksHint,
    url: label,
    key: keyLabel,
    keys,
    set,
    sentTo,
    sentNowhere,
    delivered,
    undelivered,
  } = words.value.controls;
  const [url, setUrl] = useState('');
  const [target, setTarget] = useState<string>();
  const [key, setKey] = useState('provider');
  const [input, select] = [useId(), useId()];
  const latest = state.value.callbacks.slice(-listed).reverse();
  return (
    <section class="control" aria-labelledby="callbacks">
      <h3 id="callbacks">{callbacks}</h3>
      <p class="quiet">{callbacksHint}</p>
      <form
        class="inline"
        onSubmit={async (event) => {
          event.preventDefault();
          if (await act('callbacks', { url, key })) setTarget(url);
        }}
      >
        <label class="field" for={input}>
          <span>{label}</span>
          <input
            id={input}
            type="url"
            placeholder="http://127.0.0.1:3000/cloudpay/callback"
            value={url}
            onInput={({ currentTarget }) => setUrl(currentTarget.value)}
          />
        </label>
        <label class="field" for={select}>
          <span>{keyLabel}</span>
          <select id={select} value={key} onChange={({ currentTarget }) => setKey(currentTarget.value)}>
            {Object.entries(keys).map(([kind, name]) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="button">
          {set}
        </button>
      </form>
      <p role="status" class="quiet">
        {target !== undefined && (target === '' ? sentNowhere : sentTo(target))}
      </p>
      {latest.length > 0 && (
        <ul class="history">
          {latest.map((callback, index) => (
            <li key={index}>
              <span class="history-what">{callback.url}</span>
              <span class="tone" data-tone={callback.delivered ? 'good' : 'calm'}>
                {callback.delivered ? delivered : undelivered(callback.attempts)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
