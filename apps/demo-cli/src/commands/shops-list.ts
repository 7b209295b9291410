import type { ShopInfo } from '@cloudpay/shops';
import { Command } from 'commander';
import { type ServiceOptions, withServiceOptions } from '../options/service.ts';
import { reading } from '../report/reading.ts';
import { type Report, reporting } from '../report/report.ts';
import { exitStatus } from '../shell/exit-status.ts';
import { withShops } from '../shops/with-shops.ts';
import type { Display } from '../terminal/display.ts';
import { interruption } from '../terminal/interruption.ts';
import { type Column, tableHead, tableRow } from '../terminal/table.ts';

interface ListOptions extends ServiceOptions {
  readonly outShopId?: string;
}

const columns: readonly Column[] = [
  { title: '编号 Id', width: 12 },
  { title: '名称 Name', width: 24 },
  { title: '设备 Devices', width: 12, isNumber: true },
  { title: '店员 Staff', width: 10, isNumber: true },
  { title: '云支付门店号 Cloud Pay id', width: 20 },
];

/** `shops list` */
export function shopsListCommand(): Command {
  const command = new Command('list').description('列出门店 list the shops');
  command.option('--out-shop-id <id>', '只列一家，按云支付门店号 one of them, by its Cloud Pay number');
  return withServiceOptions(command, 15).action(reporting(listShops));
}

function listShops({ outShopId, timeout, ...options }: ListOptions, display: Display): Promise<Report> {
  return withShops(options, display, (shops) =>
    reading(display, async () => {
      using interrupted = interruption();
      const found: ShopInfo[] = [];
      display.wait('正在读取 reading', performance.now());
      for await (const shop of shops.listShops({ outShopId }, { signal: interrupted.signal, timeout })) {
        if (found.length === 0) display.line(display.colours.dim(tableHead(columns)));
        found.push(shop);
        display.line(tableRow(columns, cellsOf(shop)));
        // Nobody reads on: behind `| head`, say.
        if (!display.isOpen) break;
      }
      display.endWait();
      display.line(`共 ${found.length} 家 shops`);
      const document = { result: 'listed', code: 0, count: found.length, shops: found };
      return { exitStatus: exitStatus.success, document };
    }),
  );
}

function cellsOf({ shopId = '', shopName = '', branchName, deviceInfos = [], staffInfos = [], outShopId = '' }: ShopInfo) {
  const name = branchName ? `${shopName} ${branchName}` : shopName;
  return [shopId, name, String(deviceInfos.length), String(staffInfos.length), outShopId];
}
