/**
 * Characters that change what a terminal shows around them: control characters (C0, DEL, C1), line and paragraph separators, and marks that change
 * the direction of a text.
 */
const dangerous = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu;

/** A text as it may stand in a line of the terminal, whoever wrote it: it cannot start a line, move the cursor or change a colour. */
export function plainText(text: string): string {
  return text.replace(/[\t\n\r\u2028\u2029]+/g, ' ').replace(dangerous, '');
}

/** JSON whose text is safe to look at in a terminal. It means the same. */
export function plainJson(document: object): string {
  return JSON.stringify(document).replace(dangerous, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
