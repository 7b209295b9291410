// A program that writes the file without end, until it is killed: now one configuration, now the other.
import { merchant } from '@cloudpay/test-kit';
import { importCiphers } from '../../src/cipher.ts';
import { ConfigurationFile } from '../../src/file/configuration-file.ts';

const [path, key, ...texts] = process.argv.slice(2) as [string, string, string, string];
const [cipher] = importCiphers([{ algorithm: 1, key }]);
if (cipher === undefined) throw new Error('no key');
const file = new ConfigurationFile(path);
const { outMchId, outSubMchId, outShopId } = merchant;
const shop = { outMchId, outSubMchId, outShopId };

for (let turn = 0; ; turn++) {
  // One byte as each write begins, so that the kills can be aimed at one.
  process.stdout.write('.');
  await file.write(texts[turn % texts.length] as string, shop, cipher);
}
