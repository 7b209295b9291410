import { Command } from 'commander';
import { shopsDiffCommand } from './shops-diff.ts';
import { shopsListCommand } from './shops-list.ts';
import { shopsSetCommand } from './shops-set.ts';

/** `shops`: the merchant's shops, with their devices and staff. */
export function shopsCommand(): Command {
  const command = new Command('shops').description('门店：列出、比较、上传 the shops: list, compare, upload');
  for (const create of [shopsListCommand, shopsDiffCommand, shopsSetCommand]) command.addCommand(create());
  return command;
}
