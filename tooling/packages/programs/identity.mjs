// Two copies of each package in one process. An error that one copy throws is an instance of the other copy's classes, and of no other class.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const packages = [
  '@cloudpay/core',
  '@cloudpay/payments',
  '@cloudpay/payments/functions',
  '@cloudpay/journal-postgres',
  '@cloudpay/shops',
  '@cloudpay/security',
];
const esm = Object.assign({}, ...(await Promise.all(packages.map((name) => import(name)))));
const cjs = Object.assign({}, ...packages.map((name) => require(name)));
assert.notEqual(esm.CloudPayError, cjs.CloudPayError, 'there are not two copies to compare');

const merchant = {
  outMchId: 'mch',
  outSubMchId: 'sub',
  outShopId: 'shop',
  deviceId: '1',
  cloudCashierId: 'sz010002cz',
  authenKey: 'key',
  baseUrls: ['http://127.0.0.1:9'],
};

/** What each class is thrown for, by a copy of the packages. */
const thrown = {
  ConfigurationError: async ({ createNodeTransport, openPayments }) =>
    openPayments({ ...merchant, authenKey: '', transport: createNodeTransport() }),
  ArgumentError: async ({ Payments }) => new Payments(merchant).queryOrder({ outTradeNo: '' }),
  CallbackError: async ({ openCallback }) => openCallback(Buffer.from('{}'), merchant),
  DeletionsRefusedError: async ({ DeletionsRefusedError }) => {
    throw new DeletionsRefusedError([{ shopId: 'a' }]);
  },
  ConfigurationFileError: async ({ ConfigurationFileError }) => {
    throw new ConfigurationFileError('FILE_FOREIGN', 'till.bin');
  },
  CloudPayError: async ({ openFileJournal }) => {
    writeFileSync('not-a-journal.db', 'a text, and no database'.repeat(100));
    await openFileJournal('not-a-journal.db');
  },
};
const codes = {
  ConfigurationError: 'INVALID_CONFIGURATION',
  ArgumentError: 'INVALID_ARGUMENT',
  CallbackError: 'INVALID_CALLBACK',
  DeletionsRefusedError: 'REFUSED_LOCALLY',
  ConfigurationFileError: 'FILE_FOREIGN',
  CloudPayError: 'JOURNAL_UNAVAILABLE',
};
const classes = Object.keys(thrown);

for (const [throwing, asking] of [
  [esm, cjs],
  [cjs, esm],
]) {
  for (const name of classes) {
    const error = await thrown[name](throwing).then(
      () => assert.fail(`${name}: nothing was thrown`),
      (reason) => reason,
    );
    assert.equal(error.code, codes[name]);
    for (const other of classes) {
      assert.equal(error instanceof asking[other], other === name || other === 'CloudPayError', `${name} instanceof ${other}`);
    }
  }
}
for (const name of classes) assert.equal(new Error('a stranger’s') instanceof esm[name], false);
console.log('errors: all known');
