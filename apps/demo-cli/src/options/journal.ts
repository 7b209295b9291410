import type { Command } from 'commander';

/** Where a command records what it does with money. */
export interface JournalOption {
  /** Path of the journal; undefined: the default of the state folder. */
  readonly journal?: string;
}

/** Adds {@link JournalOption} to a command. */
export function withJournalOption(command: Command): Command {
  return command.option(
    '--journal <file>',
    '日志文件，默认在用户的状态目录，每个商户一个 journal file; by default one a merchant, in the state folder',
  );
}
