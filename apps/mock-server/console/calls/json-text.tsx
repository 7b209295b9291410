import { useMemo } from 'preact/hooks';

/** Matches a name with its colon, a string, a word or number, and any text between them. */
const pieces = /("(?:[^"\\]|\\.)*")(:)?|[\w.+-]+|[^"\w.+-]+/g;

interface JsonTextProps {
  readonly value: object;
  /** Whether to show it on one line, as far as it fits. */
  readonly isShort?: boolean;
}

/** Formatted and coloured JSON. Values that do not fit on a line continue below it, indented. */
export function JsonText({ value, isShort = false }: JsonTextProps) {
  const lines = useMemo(() => JSON.stringify(value, null, isShort ? 0 : 2).split('\n'), [value, isShort]);
  return (
    <pre class="json">
      {lines.map((line) => {
        const text = line.trimStart();
        return (
          <span class="json-line" style={{ '--depth': line.length - text.length }}>
            {coloured(text)}
          </span>
        );
      })}
    </pre>
  );
}

function coloured(text: string) {
  return Array.from(text.matchAll(pieces), ([piece, string, colon]) => {
    if (colon !== undefined) return [<b class="json-name">{string}</b>, colon];
    if (string !== undefined) return <span class="json-string">{string}</span>;
    return /\w/.test(piece) ? <span class="json-value">{piece}</span> : piece;
  });
}
