/** A message in each language alone. */
export interface Messages {
  /** Chinese. */
  readonly zh: string;
  /** English. */
  readonly en: string;
}

const chinese = /[\u3400-\u9fff]/;

/** Parentheses that stand for themselves, with what is nested in them. Those in a path or a call are followed by something else. */
const groups = /\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)(?=$|[\s:;,])/g;

/**
 * Takes a bilingual message apart. Its form is `中文 (English)`, once or several times, with what needs no translation before, between and
 * after: a path, a URL, a code. The English stands in ASCII parentheses; those of the Chinese text are full-width.
 *
 * @returns the message itself in both, where it is not bilingual: the service's own words, for example
 * @example messagesOf('参数 timeout 有误 (wrong argument timeout): 应为正数 (must be positive)').en // 'wrong argument timeout: must be positive'
 */
export function messagesOf(message: string): Messages {
  let zh = '';
  let en = '';
  let from = 0;
  for (const { 0: group, index } of message.matchAll(groups)) {
    const before = message.slice(from, index);
    const english = group.slice(1, -1);
    if (!chinese.test(before) || chinese.test(english) || !/[a-z]{2}/i.test(english) || english.startsWith('log id ')) continue;
    zh += before.trimEnd();
    const kept = withoutChinese(before);
    en += (kept.trim() !== '' ? kept : en !== '' ? ': ' : '') + english;
    from = index + group.length;
  }
  const rest = message.slice(from);
  return { zh: zh + rest, en: en + rest };
}

/** What stands before the Chinese text: separators, and clauses that need no translation. */
function withoutChinese(text: string): string {
  const clauses = text.split(': ');
  const first = clauses.findIndex((clause) => chinese.test(clause));
  const kept = clauses.slice(0, first).map((clause) => `${clause}: `);
  return kept.join('') || (/^[\s;,]*/.exec(text) as RegExpExecArray)[0];
}
