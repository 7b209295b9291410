// Changes to the text of JSON that keep its meaning, as other libraries make them.

/** A string, a bracket, a comma or colon, or another literal. White space is skipped. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

function tokensOf(text: string): readonly string[] {
  return text.match(tokens) ?? [];
}

/** The same tokens with other white space between them. */
export const format = {
  /** Without white space. */
  compact: (text: string): string => tokensOf(text).join(''),
  /** One space after each comma and colon, like Python's `json.dumps`. */
  spaced: (text: string): string =>
    tokensOf(text)
      .map((token) => (token === ',' || token === ':' ? `${token} ` : token))
      .join(''),
  /** One line per member. */
  indented(text: string, indent: string): string {
    const all = tokensOf(text);
    let depth = 0;
    const newline = () => `\n${indent.repeat(depth)}`;
    return all
      .map((token, index) => {
        const isEmpty = /^[}\]]$/.test(all[index + 1] ?? '');
        switch (token) {
          case '{':
          case '[':
            depth += 1;
            return isEmpty ? token : token + newline();
          case '}':
          case ']': {
            depth = Math.max(0, depth - 1);
            const wasEmpty = /^[{[]$/.test(all[index - 1] ?? '');
            return wasEmpty ? token : newline() + token;
          }
          case ',':
            return token + newline();
          case ':':
            return `${token} `;
          default:
            return token;
        }
      })
      .join('');
  },
};

/** Sorts the fields of each object alphabetically, and writes JSON without white space. Returns other text unchanged. */
export function sortKeys(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (_key, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    );
  } catch {
    return text;
  }
}

export function escapeNonAscii(text: string, hexCase: 'lower' | 'upper'): string {
  return text.replace(/[\u0080-\uffff]/g, (unit) => {
    const hex = unit.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${hexCase === 'upper' ? hex.toUpperCase() : hex}`;
  });
}

export function unescapeNonAscii(text: string): string {
  return replaceEscapes(text, (escaped, code) => (code >= 0x80 ? String.fromCharCode(code) : escaped));
}

/** Changes `\u64cd` to `\u64CD`, and the reverse. */
export function changeUnicodeCase(text: string): string {
  return replaceEscapes(text, (escaped) => {
    const hex = escaped.slice(2);
    return `\\u${hex === hex.toUpperCase() ? hex.toLowerCase() : hex.toUpperCase()}`;
  });
}

export function escapeSlashes(text: string): string {
  return text.replace(/\\.|\//g, (found) => (found === '/' ? '\\/' : found));
}

export function unescapeSlashes(text: string): string {
  return text.replace(/\\./g, (found) => (found === '\\/' ? '/' : found));
}

export function escapeHtml(text: string): string {
  return text.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

export function unescapeHtml(text: string): string {
  return replaceEscapes(text, (escaped, code) =>
    code === 0x3c || code === 0x3e || code === 0x26 ? String.fromCharCode(code) : escaped,
  );
}

/** An escaped backslash is skipped: in `\\u64cd` there is no escape of a character. */
function replaceEscapes(text: string, replace: (escaped: string, code: number) => string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|.)/g, (found, hex?: string) =>
    hex === undefined ? found : replace(found, Number.parseInt(hex, 16)),
  );
}
