import { CloudPayError } from '@cloudpay/core';

/** What can be wrong with the encrypted configuration file. */
export type FileErrorCode =
  /** It was cut short. It stays as it is. */
  | 'FILE_TRUNCATED'
  /** It was changed since it was written. It stays as it is. */
  | 'FILE_ALTERED'
  /** It is something else than an encrypted configuration. It stays as it is. */
  | 'FILE_FOREIGN'
  /** A newer version of the SDK wrote it. It stays as it is. */
  | 'FILE_TOO_NEW'
  /** It is encrypted under a key that the service no longer hands out. It stays as it is. */
  | 'FILE_KEY_WITHDRAWN'
  /** It belongs to another shop than the login. It stays as it is. */
  | 'FILE_OF_ANOTHER_SHOP'
  /** It cannot be read or written. */
  | 'FILE_UNAVAILABLE';

const explanations: Record<FileErrorCode, string> = {
  FILE_TRUNCATED: '文件不完整，请移走后重新登入并录入配置 (cut short; move it away, log in again and enter the configuration)',
  FILE_ALTERED: '文件被改动，请移走后重新登入并录入配置 (altered; move it away, log in again and enter the configuration)',
  FILE_FOREIGN: '不是加密配置文件，请检查路径 (not an encrypted configuration; check the path)',
  FILE_TOO_NEW: '由更新版本的 SDK 写入，请升级 (written by a newer version of the SDK; upgrade)',
  FILE_KEY_WITHDRAWN:
    '加密它的密钥已停用，请移走后重新登入并录入配置 (the service no longer hands out its key; move it away, log in again and enter the configuration)',
  FILE_OF_ANOTHER_SHOP: '属于另一门店 (belongs to another shop)',
  FILE_UNAVAILABLE: '无法读写 (cannot be read or written)',
};

/**
 * The encrypted configuration file cannot be used. Nothing was written. The message never quotes the file.
 *
 * @example if (error instanceof ConfigurationFileError && error.code === 'FILE_FOREIGN') console.warn(error.file);
 */
export class ConfigurationFileError extends CloudPayError {
  override readonly name = 'ConfigurationFileError';
  declare readonly code: FileErrorCode;
  /** The path of the file. */
  readonly file: string;

  /** @param cause the system's error, where there is one */
  constructor(code: FileErrorCode, file: string, cause?: NodeJS.ErrnoException) {
    const reason = cause?.code === undefined ? '' : ` [${cause.code}]`;
    super(`加密配置文件 (encrypted configuration) ${file}: ${explanations[code]}${reason}`, { code, outcome: 'failed', cause });
    this.file = file;
  }

  /** Tests the code, so that `instanceof` works across copies of the package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof CloudPayError && value.code.startsWith('FILE_');
  }
}
