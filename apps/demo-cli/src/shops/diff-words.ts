import type { FieldChange, ShopInfo, ShopsDiff } from '@cloudpay/shops';
import type { Display } from '../terminal/display.ts';

/** Shows what a list of shops would add, change and delete. */
export function showDiff({ added, changed, deleted, unchanged }: ShopsDiff, display: Display): void {
  const { colours } = display;
  for (const shop of added) display.line(colours.green(`+ ${nameOf(shop)}`));
  for (const { after, fields } of changed) {
    display.line(colours.yellow(`~ ${nameOf(after)}`));
    for (const change of fields) display.line(`    ${changeWords(change, display)}`);
  }
  for (const shop of deleted) display.line(colours.red(`- ${nameOf(shop)}`));
  const counts = [
    `新增 new ${added.length}`,
    `修改 changed ${changed.length}`,
    `文件中没有 not in the file ${deleted.length}`,
    `不变 unchanged ${unchanged.length}`,
  ];
  display.line(counts.join(' · '));
}

function nameOf({ shopId, shopName, branchName }: ShopInfo): string {
  return [shopId ?? '(无编号 no id)', shopName, branchName].filter(Boolean).join('  ');
}

function changeWords({ field, before, after }: FieldChange, { colours }: Display): string {
  if (before === undefined) return `${field}  ${colours.green(`+ ${wordsOf(after)}`)}`;
  if (after === undefined) return `${field}  ${colours.red(`- ${wordsOf(before)}`)}`;
  return `${field}  ${colours.red(wordsOf(before))} → ${colours.green(wordsOf(after))}`;
}

/** A device or a member of staff by the name, anything else as it is. */
function wordsOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { deviceName, staffName } = value as { deviceName?: string; staffName?: string };
  return deviceName ?? staffName ?? JSON.stringify(value);
}

/** What `--json` tells of a comparison. */
export function diffDocument({ added, changed, deleted, unchanged }: ShopsDiff): object {
  return {
    added,
    changed: changed.map(({ after, fields }) => ({ shopId: after.shopId, fields })),
    deleted,
    unchanged: unchanged.length,
  };
}
