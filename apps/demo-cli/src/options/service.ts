import { type Command, InvalidArgumentError, Option } from 'commander';

/** The options of every command that talks to Cloud Pay, whoever the merchant is. */
export interface HostOptions {
  /** In the order of preference; undefined when the option was not given. */
  readonly baseUrl?: readonly string[];
  /** Path of a file of variables. They are in the environment by now. */
  readonly env?: string;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly json?: boolean;
}

/** The options of every command that talks to Cloud Pay in a merchant's name. */
export interface ServiceOptions extends HostOptions {
  /** Path of a CloudPayConf. */
  readonly config?: string;
  /** Path of an encrypted configuration, which a scan unlocks. */
  readonly configFile?: string;
}

/**
 * Adds {@link HostOptions} to a command.
 *
 * @param patience how many seconds the SDK waits by default
 */
export function withHostOptions(command: Command, patience: number): Command {
  return command
    .option(
      '--base-url <url>',
      '服务地址，可重复给出，依次备用 host; repeat it for more, in order',
      (url: string, before: string[] = []) => [...before, url],
    )
    .option('--env <file>', '变量文件 .env，CLOUDPAY_* a file of variables', readVariables)
    .option(
      '--timeout <seconds>',
      `最多等待的秒数，默认 ${patience} seconds to wait at most, ${patience} by default`,
      readSeconds,
    )
    .option('--json', '标准输出的最后一行是一个 JSON 文档 the last line of stdout is one JSON document');
}

/**
 * Adds {@link ServiceOptions} to a command.
 *
 * @param patience how many seconds the SDK waits by default
 */
export function withServiceOptions(command: Command, patience: number): Command {
  const unlocked = new Option(
    '--config-file <file>',
    '加密的配置文件，店员扫码后解锁 encrypted configuration, unlocked by a scan',
  ).conflicts('config');
  command.option('--config <file>', 'CloudPayConf 配置文件 (JSON) configuration file').addOption(unlocked);
  return withHostOptions(command, patience);
}

/** Variables that are set already stay as they are. */
function readVariables(path: string): string {
  try {
    process.loadEnvFile(path);
  } catch (error) {
    throw new InvalidArgumentError(`无法读取 (cannot be read): ${(error as NodeJS.ErrnoException).code}`);
  }
  return path;
}

/** The longest time that a timer takes: 2^31 − 1 ms. */
const longest = 2_147_483;

function readSeconds(text: string): number {
  const seconds = /^\d{1,7}(?:\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (seconds <= 0 || seconds > longest) throw new InvalidArgumentError('应为正的秒数 (must be a positive number of seconds)');
  return seconds * 1000;
}
