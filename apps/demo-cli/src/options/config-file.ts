import type { Command } from 'commander';

/** The encrypted configuration. */
export interface ConfigFileOption {
  /** Its path. */
  readonly configFile: string;
}

/** Adds {@link ConfigFileOption} to a command that is about the file. */
export function withConfigFileOption(command: Command, defaultFile: string): Command {
  return command.option('--config-file <file>', '加密的配置文件 the encrypted configuration', defaultFile);
}
