import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { merchant } from '@cloudpay/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FixtureError, type MerchantFixture, startMockServer } from '../src/index.ts';
import { makeMerchant } from './support/merchants.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloudpay-fixture-'));
});
afterAll(() => rm(folder, { recursive: true }));

const rsa = (modulusLength: number) =>
  generateKeyPairSync('rsa', {
    modulusLength,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
const pair = rsa(2048);

async function errorOf(merchants: unknown): Promise<FixtureError> {
  const error = await startMockServer({ merchants: merchants as MerchantFixture[] }).then(
    (server) => server.close(),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FixtureError);
  return error as FixtureError;
}

const [shop] = makeMerchant().shops as [NonNullable<MerchantFixture['shops'][0]>];

describe('a merchant', () => {
  it('is served besides the default one, as its fixture says', async () => {
    await using server = await startMockServer({ merchants: [makeMerchant({ privateKey: pair.privateKey })] });
    const [first, second] = server.merchants;
    expect(first?.outSubMchId).toBe(server.merchant.outSubMchId);
    expect(second).toMatchObject({
      outMchId: 'sz01OtherProvider001',
      outSubMchId: 'sz01OtherMerchant001',
      outShopId: 'sz01OtherShop0000001',
      shopId: '7',
      cloudCashierId: 'sz0300othr',
      orderPrefixes: ['sz0300othr', '03000001'],
      deviceId: 'd1',
      staffId: 's1',
      publicKey: pair.publicKey,
    });
    expect(second?.privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(server.configurationOf(second as NonNullable<typeof second>)).toMatchObject({
      outSubMchId: 'sz01OtherMerchant001',
      baseUrls: [server.url],
    });
    expect(server.state({ outSubMchId: 'sz01OtherMerchant001' }).shops).toEqual([
      expect.objectContaining({ shopName: '分店', feeType: 'CNY', createTime: expect.any(Number) }),
    ]);
  });

  it('gets keys where it has none, the same at each start', async () => {
    const start = () => startMockServer({ merchants: [makeMerchant()] });
    await using one = await start();
    await using other = await start();
    expect(one.merchants[1]?.privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(one.merchants[1]?.privateKey).not.toBe(one.merchant.privateKey);
    expect(one.merchants[1]?.configurationKey).toMatch(/^[\w+/]{22}==$/);
    expect(one.merchants[1]?.configurationKey).toBe(other.merchants[1]?.configurationKey);
    expect(one.merchants[1]?.configurationKey).not.toBe(one.merchant.configurationKey);
  });

  it('may keep its private key', async () => {
    await using server = await startMockServer({ merchants: [makeMerchant({ publicKey: pair.publicKey })] });
    expect(server.merchants[1]).toMatchObject({ privateKey: undefined, publicKey: pair.publicKey });
  });
});

describe('is refused at the start, with the path of its field', () => {
  it.each<[string, Partial<MerchantFixture>, string]>([
    ['out_mch_id', { outMchId: 'with space' }, '1 to 32 letters and digits'],
    ['out_sub_mch_id', { outSubMchId: 'x'.repeat(33) }, '1 to 32 letters and digits'],
    ['out_sub_mch_id', { outSubMchId: '' }, 'a value'],
    ['mch_id', { mchId: 'x'.repeat(33) }, 'at most 32 characters'],
    ['order_prefixes', { orderPrefixes: [] }, 'a value'],
    [
      'order_prefixes[1]',
      { orderPrefixes: ['sz0300othr', '1000052'] },
      '10 letters and digits, or 8 digits (in YAML in quotes)',
    ],
    ['authen_key', { authenKey: '' }, 'a value'],
    ['private_key', { privateKey: 'no key' }, 'an RSA private key of at least 2048 bits in PEM'],
    ['private_key', { privateKey: rsa(1024).privateKey }, 'an RSA private key of at least 2048 bits in PEM'],
    ['public_key', { publicKey: pair.privateKey.replace('BEGIN', 'BEGAN') }, 'an RSA public key of at least 2048 bits in PEM'],
    ['public_key', { ...pair }, 'nothing beside private_key, which it follows from'],
    ['configuration_keys[0]', { configurationKeys: ['AAAA'] }, '16 bytes in base64'],
    ['shops', { shops: [] }, 'a value'],
    ['shops[0].out_shop_id', { shops: [{ ...shop, outShopId: '' }] }, 'a value'],
    ['shops[0].device_infos', { shops: [{ ...shop, deviceInfos: [] }] }, 'a value'],
    ['shops[0].staff_infos[0].staff_name', { shops: [{ ...shop, staffInfos: [{ staffId: '1' }] }] }, 'a value'],
    ['shops[1].shop_id', { shops: [shop, { ...shop, outShopId: 'sz01Another' }] }, 'a value that nothing else has'],
    [
      'shops[0].staff_infos[1].staff_id',
      { shops: [{ ...shop, staffInfos: [...(shop.staffInfos ?? []), ...(shop.staffInfos ?? [])] }] },
      'a value that nothing else has',
    ],
  ])('%s', async (path, change, expected) => {
    const error = await errorOf([makeMerchant(change)]);
    expect(error).toMatchObject({ path: `merchants[0].${path}`, expected });
    expect(error.message).toBe(`merchants[0].${path}: expected ${expected}`);
  });

  it.each<[string, Partial<MerchantFixture>]>([
    ['out_sub_mch_id', { outSubMchId: merchant.outSubMchId }],
    ['sub_mch_id', { subMchId: '1900008341' }],
    ['authen_key', { authenKey: merchant.authenKey }],
    ['order_prefixes[1]', { orderPrefixes: ['sz0300othr', '01000052'] }],
    ['order_prefixes[0]', { orderPrefixes: ['0100005299'] }],
    ['shops[0].out_shop_id', { shops: [{ ...shop, outShopId: merchant.outShopId }] }],
  ])('%s, if the default merchant has the same', async (path, change) => {
    expect((await errorOf([makeMerchant(change)])).path).toBe(`merchants[0].${path}`);
  });

  it('the second of two that share a value', async () => {
    const second = {
      outSubMchId: 'sz01Second',
      subMchId: '2',
      authenKey: 'k2',
      shops: [{ ...shop, outShopId: 'sz01SecondShop' }],
    };
    expect((await errorOf([makeMerchant(), makeMerchant(second)])).path).toBe('merchants[1].order_prefixes[0]');
    await using server = await startMockServer({
      merchants: [makeMerchant(), makeMerchant({ ...second, orderPrefixes: ['sz0300seco'] })],
    });
    expect(server.merchants).toHaveLength(3);
  });

  it('with an unknown field', async () => {
    expect(await errorOf([{ ...makeMerchant(), orderPrefix: 'x' }])).toMatchObject({
      path: 'merchants[0].orderPrefix',
      expected: 'a field of MerchantFixture',
    });
  });

  it('and the error never quotes a key', async () => {
    const secret = 'a-secret-that-nobody-may-read';
    const { message } = await errorOf([
      makeMerchant({ authenKey: secret }),
      makeMerchant({ authenKey: secret, privateKey: secret }),
    ]);
    expect(message).not.toContain(secret);
  });
});

describe('a fixture file', () => {
  const write = async (name: string, text: string) => {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  };

  it('is YAML, and its numbers keep leading zeros', async () => {
    const fixture = fileURLToPath(new URL('./support/two-merchants.yaml', import.meta.url));
    await using server = await startMockServer({ fixture, merchants: [makeMerchant()] });
    expect(server.merchants.map(({ outSubMchId }) => outSubMchId)).toEqual([
      'sz01KzuCUOmw8yjtPite',
      'sz01TeaHouse00000001',
      'sz01Bookshop00000001',
      'sz01OtherMerchant001',
    ]);
    expect(server.merchants[1]).toMatchObject({
      orderPrefixes: ['sz0200tea1', '02000001'],
      mchId: '1900000109',
      staffId: '10',
    });
  });

  it('has the form that the README shows', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const yaml = /```yaml\n([^`]+)```/.exec(readme)?.[1] as string;
    await using server = await startMockServer({ fixture: await write('readme.yaml', yaml) });
    expect(server.merchants[1]).toMatchObject({
      outSubMchId: 'sz01TeaHouse00000001',
      orderPrefixes: ['sz0200tea1', '02000001'],
    });
  });

  it('or JSON, with names in snake_case or camelCase', async () => {
    await using server = await startMockServer({
      fixture: await write('one.json', JSON.stringify({ merchants: [makeMerchant()] })),
    });
    expect(server.merchants[1]).toMatchObject({ outSubMchId: 'sz01OtherMerchant001' });
  });

  it.each([
    ['a wrong type', 'merchants: [{ out_mch_id: [1] }]', /merchants\[0\]\.out_mch_id: expected a string/],
    ['a misspelt field', 'merchant: []', /merchant: expected a field of Fixture/],
    ['no merchants', '{}', /merchants: expected a value/],
    ['a list', '[]', /expected an object/],
    ['nothing', '', /expected an object/],
    ['no YAML', 'merchants: [', /cannot read the fixture .*broken/],
  ])('with %s is refused', async (_what, text, message) => {
    await expect(startMockServer({ fixture: await write('broken.yaml', text) })).rejects.toThrow(message);
  });

  it('that is missing is named', async () => {
    await expect(startMockServer({ fixture: join(folder, 'none.yaml') })).rejects.toThrow(/none\.yaml: ENOENT/);
  });
});
