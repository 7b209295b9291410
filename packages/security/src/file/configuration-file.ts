import type { Cipher } from '../cipher.ts';
import { isSameShop, type Shop } from '../shop.ts';
import { ConfigurationFileError } from './file-error.ts';
import { type OpenedConfiguration, open } from './open.ts';
import { readSealed } from './read.ts';
import { seal } from './seal.ts';
import { writeDurably } from './write-durably.ts';

/** The encrypted configuration on disk. Only {@link write} changes it, and always as a whole. */
export class ConfigurationFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * Reads the shop that the file is for. This needs no key.
   *
   * @returns undefined when there is no file
   * @throws ConfigurationFileError
   */
  async shop(): Promise<Shop | undefined> {
    return (await readSealed(this.path))?.shop;
  }

  /**
   * Decrypts the file.
   *
   * @param shop the shop that the file must be for
   * @returns undefined when there is no file
   * @throws ConfigurationFileError
   */
  async open(shop: Shop, ciphers: readonly Cipher[]): Promise<OpenedConfiguration | undefined> {
    const sealed = await readSealed(this.path);
    if (sealed === undefined) return undefined;
    this.checkShop(sealed.shop, shop);
    const opened = await open(sealed, ciphers);
    if (typeof opened === 'string') throw new ConfigurationFileError(opened, this.path);
    return opened;
  }

  /**
   * Encrypts a configuration and replaces the old file.
   *
   * @param text JSON
   * @throws ConfigurationFileError `FILE_UNAVAILABLE`; the old file is untouched
   */
  async write(text: string, shop: Shop, cipher: Cipher): Promise<void> {
    await writeDurably(this.path, await seal(text, shop, cipher));
  }

  /** @throws ConfigurationFileError `FILE_OF_ANOTHER_SHOP` */
  checkShop(kept: Shop, wanted: Shop): void {
    if (!isSameShop(kept, wanted)) throw new ConfigurationFileError('FILE_OF_ANOTHER_SHOP', this.path);
  }
}
