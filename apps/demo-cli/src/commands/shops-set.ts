import type { CallOptions, ShopInfo, Shops, ShopsDiff } from '@cloudpay/shops';
import { Command } from 'commander';
import { type ServiceOptions, withServiceOptions } from '../options/service.ts';
import { beforeSending } from '../report/before-sending.ts';
import { type Report, reporting } from '../report/report.ts';
import { showVerdict, verdicts } from '../report/verdict.ts';
import { exitStatus } from '../shell/exit-status.ts';
import { diffDocument, showDiff } from '../shops/diff-words.ts';
import { readShopsFile } from '../shops/shops-file.ts';
import { withShops } from '../shops/with-shops.ts';
import type { Display } from '../terminal/display.ts';
import { interruption } from '../terminal/interruption.ts';
import { Lines } from '../terminal/lines.ts';
import { isPersonThere } from '../terminal/person.ts';

interface SetOptions extends ServiceOptions {
  readonly file: string;
  readonly replaceAll?: true;
  readonly yes?: true;
}

/** `shops set` */
export function shopsSetCommand(): Command {
  const command = new Command('set')
    .description('上传门店：新增、修改，不删除 upload shops: adds and changes, deletes none')
    .requiredOption('--file <file>', '门店文件，YAML 或 JSON the shops, YAML or JSON')
    .option('--replace-all', '全量：删除文件中没有的门店 the file is all there is: deletes the shops that are not in it')
    .option('--yes', '删除前不询问 do not ask before deleting');
  return withServiceOptions(command, 45).action(reporting(setShops));
}

async function setShops(options: SetOptions, display: Display): Promise<Report> {
  const wanted = await readShopsFile(options.file);
  return withShops(options, display, async (shops) => {
    using interrupted = interruption();
    const callOptions = { signal: interrupted.signal, timeout: options.timeout };
    display.wait('正在比较 comparing', performance.now());
    const diff = await beforeSending(() => shops.diffShops(wanted, callOptions));
    display.endWait();
    showDiff(diff, display);
    return options.replaceAll
      ? replace(shops, wanted, diff, callOptions, options, display)
      : set(shops, wanted, diff, callOptions, display);
  });
}

async function set(
  shops: Shops,
  wanted: readonly ShopInfo[],
  diff: ShopsDiff,
  options: CallOptions,
  display: Display,
): Promise<Report> {
  const { added, changed, deleted } = diff;
  if (added.length + changed.length > 0) {
    display.wait('正在上传 uploading', performance.now());
    await shops.setShops(wanted, options);
    display.endWait();
  }
  showDone(diff, [], display);
  if (deleted.length > 0) {
    display.line(`  文件中没有的 ${deleted.length} 家保留；删除须加 --replace-all`);
    display.line(`  ${deleted.length} shops that are not in the file stay: --replace-all deletes them`);
  }
  return reportDone(diff, [], deleted);
}

async function replace(
  shops: Shops,
  wanted: readonly ShopInfo[],
  diff: ShopsDiff,
  callOptions: CallOptions,
  options: SetOptions,
  display: Display,
): Promise<Report> {
  const { deleted } = diff;
  if (deleted.length > 0 && !options.yes && isPersonThere(options, display) && !(await isConfirmed(deleted, display))) {
    showVerdict(
      { verdict: verdicts(display.colours).bad('未上传 NOT UPLOADED'), reason: '什么也没有改动 (nothing was changed)' },
      display,
    );
    return { exitStatus: exitStatus.refused, document: { result: 'refused', code: -3, ...diffDocument(diff) } };
  }
  display.wait('正在上传 uploading', performance.now());
  // No more may go than was shown.
  await shops.replaceAllShops(wanted, { ...callOptions, mayDelete: deleted });
  display.endWait();
  showDone(diff, deleted, display);
  return reportDone(diff, deleted, []);
}

async function isConfirmed(deleted: readonly ShopInfo[], display: Display): Promise<boolean> {
  display.line();
  display.line(
    display.colours.red(
      `将删除 ${deleted.length} 家门店及其设备和店员 This deletes ${deleted.length} shops with their devices and staff.`,
    ),
  );
  using lines = new Lines();
  const response = await lines.next({ prompt: '确认请输入 yes，否则放弃 Type yes to go on: ' });
  return response === 'yes';
}

function showDone({ added, changed }: ShopsDiff, deleted: readonly ShopInfo[], display: Display): void {
  const { good } = verdicts(display.colours);
  const isNothing = added.length + changed.length + deleted.length === 0;
  const counts = `新增 added ${added.length} · 修改 changed ${changed.length} · 删除 deleted ${deleted.length}`;
  showVerdict({ verdict: good(isNothing ? '没有改动 NOTHING TO CHANGE' : `已上传 UPLOADED  ${counts}`) }, display);
}

/** @param kept shops that are there and not in the file */
function reportDone(diff: ShopsDiff, deleted: readonly ShopInfo[], kept: readonly ShopInfo[]): Report {
  const document = { result: 'uploaded', code: 0, ...diffDocument({ ...diff, deleted }), kept };
  return { exitStatus: exitStatus.success, document };
}
