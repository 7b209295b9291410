import { readFileSync } from 'node:fs';
import { ConfigurationError, type ConfigurationInput, configurationFromConf } from '@cloudpay/payments';

/** @throws ConfigurationError when the file cannot be read, is no JSON, or is no CloudPayConf */
export function readConfFile(path: string): ConfigurationInput {
  return configurationFromConf(parse(path, read(path)));
}

function read(path: string): string {
  try {
    // Windows editors begin a file with a byte order mark, which JSON does not know.
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigurationError('config', `无法读取配置文件 (cannot read the file) ${path}: ${code}`);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the file, keys included.
    throw new ConfigurationError('config', `配置文件不是 JSON (the file is not JSON): ${path}`);
  }
}
