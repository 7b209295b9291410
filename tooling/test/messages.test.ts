import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { messagesOf } from '../../packages/core/src/base/messages.ts';

// Every message of the published packages is bilingual: `中文 (English)`.
const chinese = /[\u3400-\u9fff]/;

/** Words of Chinese messages whose English is put beside them elsewhere, by file. `describeRule` has a test of its own in core. */
const composed: Readonly<Record<string, (text: string) => boolean>> = {
  'packages/core/src/models/field-rule.ts': (text) => !text.includes('('),
  'packages/core/src/signing/rsa-keys.ts': (text) => ['公钥', '私钥', '对称密钥'].includes(text),
};

/** The texts of a file that hold Chinese; what a template fills in is `…`. */
function textsOf(file: string): string[] {
  const texts: string[] = [];
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && ts.isStringLiteralLike(node.left) && ts.isStringLiteralLike(node.right)) {
      texts.push(node.left.text + node.right.text);
    } else if (ts.isStringLiteralLike(node)) texts.push(node.text);
    else if (ts.isTemplateExpression(node)) {
      const text = node.templateSpans.reduce((before, { literal }) => `${before}…${literal.text}`, node.head.text);
      texts.push(text.replaceAll(')…', ') …'));
      // What separates the parts of a list belongs to the message around it.
      for (const { expression } of node.templateSpans) if (!expression.getText().includes('.join(')) visit(expression);
    } else ts.forEachChild(node, visit);
  };
  visit(source);
  return texts.filter((text) => chinese.test(text));
}

const files = globSync('packages/*/src/**/*.ts').map((file) => file.replaceAll('\\', '/'));
const messages = files.flatMap((file) =>
  textsOf(file)
    .filter((text) => !composed[file]?.(text))
    .map((text) => [text, file] as const),
);

describe('messages', () => {
  test('are found', () => {
    expect(messages.length).toBeGreaterThan(120);
  });

  test.each(messages)('%s (%s)', (message) => {
    const { zh, en } = messagesOf(message);
    expect(zh).toMatch(chinese);
    expect(en).not.toMatch(chinese);
    expect(en).toMatch(/[a-z]{2}/i);
    // Neither has what belongs to the other, nor loses what both share.
    expect(zh.length + en.length).toBeGreaterThanOrEqual(message.length - 8);
    expect(zh).not.toMatch(/\([a-z]+ [a-z ]+\)/);
  });
});
