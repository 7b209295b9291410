import { words } from '../language/language.ts';
import type { ExchangeJson } from '../sandbox/types.ts';
import type { ContentView } from './content-switch.tsx';
import { JsonText } from './json-text.tsx';

interface MessageProps {
  readonly title: string;
  readonly message: ExchangeJson['request'] | NonNullable<ExchangeJson['response']>;
  readonly view: ContentView;
}

/** A content and its authentication. */
export function Message({ title, message, view }: MessageProps) {
  const { proof, noProof, notJson } = words.value.wire;
  const { text, content, authen_info: info } = message;
  return (
    <section class="message">
      <h3>{title}</h3>
      {view === 'readable' && content !== undefined ? (
        <JsonText value={content} />
      ) : (
        <>
          {view === 'readable' && <p class="quiet">{notJson}</p>}
          <pre class="raw">{text}</pre>
        </>
      )}
      <h4>{proof}</h4>
      {info === undefined ? <p class="quiet">{noProof}</p> : <JsonText value={info} isShort />}
    </section>
  );
}
