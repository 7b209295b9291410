import { readFileSync } from 'node:fs';
import { ConfigurationError, type ConfigurationInput, configurationFromConf } from '@cloudpay/payments';

/** @throws ConfigurationError when the file cannot be read, is no JSON, or is no CloudPayConf */
export function readConfFile(path: string): ConfigurationInput {
  return configurationFromConf(read(path));
}

function read(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigurationError('config', `无法读取配置文件 (cannot read the file) ${path}: ${code}`);
  }
}
