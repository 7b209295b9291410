// The checks of the documents fail where they must.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compile } from '../src/compile.ts';
import { brokenLinks } from '../src/links.ts';
import { codeBlocks } from '../src/markdown.ts';
import { exportsByName, importing } from '../src/reference.ts';
import { shellCommands } from '../src/shell.ts';
import { Workspace } from '../src/workspace.ts';

const fence = '```';

test('code that does not compile is reported with its document and line', async () => {
  const text = `# A document

${fence}ts
import { Payments } from '@cloudpay/payments';

const payment = await new Payments({}).microPayy({ outTradeNo });
${fence}

- in a list:

  ${fence}js
  await payments.queryOrder({ outTradeNo: 1 });
  ${fence}

${fence}ts
await payments.queryOrder({ outTradeNo });
export const isRight = true;
${fence}
`;
  const errors = await compile(codeBlocks({ path: 'docs/a.md', text }), '.blocks-test');
  expect(
    errors
      .map((line) => /^(docs\S+) error (TS\d+)/.exec(line)?.slice(1).join(' '))
      .filter(Boolean)
      .sort(),
  ).toEqual(['docs/a.md:12:29: TS2322', 'docs/a.md:6:36: TS2769', 'docs/a.md:6:40: TS2551']);
}, 60_000);

test('an example of the reference imports what its page exports, and nothing else', () => {
  const text = `# @cloudpay/payments\n\n### fenFromYuan()\n\n${fence}ts\nfenFromYuan('1')\n${fence}\n`;
  const page = { path: 'docs/api/payments.md', text };
  const [block] = codeBlocks(page).map((found) => importing(found, exportsByName([page])));
  expect(block?.code).toBe("import { fenFromYuan } from '@cloudpay/payments';\nfenFromYuan('1')");
  expect(block?.line).toBe(5);
});

test.each([
  ['pnpm demo', undefined],
  ['npx -y pnpm@12 demo    # shows it', undefined],
  ['pnpm mock-server --port 8787 2>log & echo $PORT', undefined],
  ['A=1 pnpm --filter @cloudpay/example-till start', undefined],
  ["pnpm cloudpay shops set --file a.yaml --replace-all && pnpm cloudpay pay --code '…' --yuan 1", undefined],
  ['pnpm demoo', 'there is no script demoo'],
  ['cd a; npx -y pnpm@12 demoo', 'there is no script demoo'],
  ['pnpm --filter @cloudpay/example-till stop', 'there is no script stop'],
  ['pnpm --filter @cloudpay/nothing start', 'there is no package @cloudpay/nothing'],
  ['npm install @cloudpay/nothing', 'there is no package @cloudpay/nothing'],
  ['pnpm mock-server --prot 1', ' has no option --prot'],
  ['pnpm cloudpay pay --code 1 \\\n  --sum 1', 'pay has no option --sum'],
  ['pnpm cloudpay shops set --fee 1', 'shops set has no option --fee'],
])(
  '%s',
  async (code, problem) => {
    const commands = shellCommands({ path: 'a.md', language: 'sh', code, line: 1 });
    const workspace = new Workspace();
    const problems = await Promise.all(commands.map((command) => workspace.problemOf(command)));
    expect(problems.filter((found) => found !== undefined)).toEqual(problem === undefined ? [] : [problem]);
  },
  30_000,
);

test('a link that leads nowhere is reported', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cloudpay-links-'));
  try {
    mkdirSync(join(folder, 'b'));
    writeFileSync(
      join(folder, 'a.md'),
      '# 从 C++ SDK 迁移\n\n[1](#从-c-sdk-迁移) [2](#here) [3](b/c.md#there) [4](b/c.md#回调) [5](d.md)\n',
    );
    writeFileSync(join(folder, 'b/c.md'), '# 回调\n');
    expect((await brokenLinks(folder)).sort()).toEqual([
      expect.stringMatching(/^a\.md:3: .*d\.md/),
      expect.stringMatching(/^a\.md:3: .*#here/),
      expect.stringMatching(/^a\.md:3: .*#there/),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
