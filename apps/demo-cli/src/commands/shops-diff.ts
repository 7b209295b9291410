import { Command } from 'commander';
import { type ServiceOptions, withServiceOptions } from '../options/service.ts';
import { reading } from '../report/reading.ts';
import { type Report, reporting } from '../report/report.ts';
import { exitStatus } from '../shell/exit-status.ts';
import { diffDocument, showDiff } from '../shops/diff-words.ts';
import { readShopsFile } from '../shops/shops-file.ts';
import { withShops } from '../shops/with-shops.ts';
import type { Display } from '../terminal/display.ts';
import { interruption } from '../terminal/interruption.ts';

interface DiffOptions extends ServiceOptions {
  readonly file: string;
}

/** `shops diff` */
export function shopsDiffCommand(): Command {
  const command = new Command('diff')
    .description('比较文件与云支付的门店，不作改动 compare a file with the shops that there are; changes nothing')
    .requiredOption('--file <file>', '门店文件，YAML 或 JSON the shops, YAML or JSON');
  return withServiceOptions(command, 15).action(reporting(diffShops));
}

async function diffShops({ file, timeout, ...options }: DiffOptions, display: Display): Promise<Report> {
  const wanted = await readShopsFile(file);
  return withShops(options, display, (shops) =>
    reading(display, async () => {
      using interrupted = interruption();
      display.wait('正在读取 reading', performance.now());
      const diff = await shops.diffShops(wanted, { signal: interrupted.signal, timeout });
      display.endWait();
      showDiff(diff, display);
      if (diff.deleted.length > 0) {
        display.line('文件中没有的门店：set 保留，set --replace-all 删除');
        display.line('Shops that are not in the file: `set` keeps them, `set --replace-all` deletes them');
      }
      return { exitStatus: exitStatus.success, document: { result: 'compared', code: 0, ...diffDocument(diff) } };
    }),
  );
}
