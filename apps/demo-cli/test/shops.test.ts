import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { documentOf, type Run, run, temporaryFolder } from './support/cli.ts';

/** What the first shop of the sandbox is. */
const first = { shopId: '432', shopName: '云支付体验店' };
const second = {
  shopId: '0433',
  shopName: '二店',
  city: '深圳',
  deviceInfos: [{ deviceId: 'till-1', deviceName: '收银台' }],
  staffInfos: [{ staffId: '1301', staffName: '张三', shopManager: true, refundAuth: true }],
};

function fileOf(text: string, name = 'shops.yaml'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}
const yaml = (...shops: object[]) => fileOf(stringify(shops));
const json = (...shops: object[]) => fileOf(JSON.stringify({ shopInfos: shops }), 'shops.json');

const shops = ({ url }: MockServer, ...args: string[]) => run(['shops', ...args, '--base-url', url]);
const namesIn = (server: MockServer) => server.state().shops.map(({ shopName }) => shopName);
/** A result of a `shops` command, whose fields differ from those of payments. */
const resultOf = (ended: Run): unknown => documentOf(ended);

describe.concurrent('shops', { timeout: 30_000 }, () => {
  test('list, for people and for programs', async ({ expect }) => {
    await using server = await startMockServer();
    const people = await shops(server, 'list');
    expect(people.status).toBe(0);
    expect(people.stdout.split('\n').slice(0, 3)).toEqual([
      '编号 Id       名称 Name                 设备 Devices  店员 Staff  云支付门店号 Cloud Pay id',
      '432           云支付体验店                         1           2  sz011biKxOguirmBqiFR',
      '共 1 家 shops',
    ]);
    const programs = await shops(server, 'list', '--out-shop-id', 'sz011biKxOguirmBqiFR', '--json');
    expect(resultOf(programs)).toMatchObject({
      result: 'listed',
      code: 0,
      count: 1,
      shops: [{ ...first, staffInfos: [{}, {}] }],
    });
    expect(programs.stdout.split('\n')).toHaveLength(2);
  });

  test('diff shows what is new, changed, gone and the same, and changes nothing', async ({ expect }) => {
    await using server = await startMockServer();
    await shops(server, 'set', '--file', yaml({ shopId: '1', shopName: '一' }, { shopId: '2', shopName: '二' }));
    const before = server.state().shops;
    const file = yaml(second, { shopId: '1', shopName: '甲', staffInfos: [] }, { shopId: '2', shopName: '二' });
    const people = await shops(server, 'diff', '--file', file);
    expect(people.status).toBe(0);
    expect(people.stdout.split('\n').slice(0, 5)).toEqual([
      '+ 0433  二店',
      '~ 1  甲',
      '    shopName  一 → 甲',
      '- 432  云支付体验店',
      '新增 new 1 · 修改 changed 1 · 文件中没有 not in the file 1 · 不变 unchanged 1',
    ]);
    expect(resultOf(await shops(server, 'diff', '--file', file, '--json'))).toMatchObject({
      result: 'compared',
      code: 0,
      added: [second],
      changed: [{ shopId: '1', fields: [{ field: 'shopName', before: '一', after: '甲' }] }],
      deleted: [{ shopId: '432' }],
      unchanged: 1,
    });
    expect(server.state().shops).toEqual(before);
  });

  test('set adds and changes from YAML and JSON, and deletes none', async ({ expect }) => {
    await using server = await startMockServer();
    const added = await shops(server, 'set', '--file', yaml(second), '--json');
    expect(added.status).toBe(0);
    expect(resultOf(added)).toMatchObject({
      result: 'uploaded',
      code: 0,
      added: [second],
      deleted: [],
      kept: [{ shopId: '432' }],
    });
    const changed = await shops(server, 'set', '--file', json({ ...second, shopName: '旗舰店' }));
    expect(changed.status).toBe(0);
    expect(changed.stdout).toContain('✔ 已上传 UPLOADED  新增 added 0 · 修改 changed 1 · 删除 deleted 0');
    expect(changed.stdout).toContain('--replace-all');
    expect(namesIn(server)).toEqual(['云支付体验店', '旗舰店']);
    const again = await shops(server, 'set', '--file', json({ ...second, shopName: '旗舰店' }));
    expect(again.stdout).toContain('✔ 没有改动 NOTHING TO CHANGE');
    expect(server.state().calls.set_sub_mch_shop_info).toBe(2);
  });

  test('set takes what list wrote', async ({ expect }) => {
    await using server = await startMockServer();
    const listed = resultOf(await shops(server, 'list', '--json')) as { shops: object[] };
    const ended = await shops(server, 'set', '--replace-all', '--file', json(...listed.shops), '--json');
    expect(resultOf(ended)).toMatchObject({ result: 'uploaded', added: [], changed: [], deleted: [], unchanged: 1 });
  });

  test('set --replace-all deletes what is not in the file, and says what', async ({ expect }) => {
    await using server = await startMockServer();
    const people = await shops(server, 'set', '--file', yaml(second), '--replace-all');
    expect(people.status).toBe(0);
    expect(people.stdout).toContain('- 432  云支付体验店');
    expect(namesIn(server)).toEqual(['二店']);
    const programs = await shops(server, 'set', '--file', yaml(first), '--replace-all', '--json');
    expect(resultOf(programs)).toMatchObject({ result: 'uploaded', added: [first], deleted: [{ shopId: '0433' }], kept: [] });
    expect(namesIn(server)).toEqual(['云支付体验店']);
  });

  test('staff whom an upload removes can no longer log in', async ({ expect }) => {
    await using server = await startMockServer();
    const ended = await shops(
      server,
      'set',
      '--file',
      yaml({ ...first, staffInfos: [{ staffId: '1206', staffName: '店长' }] }),
    );
    expect(ended.stdout).toContain('staffInfos[1192]  - 店员');
    expect(server.state().shops[0]?.staffInfos).toHaveLength(1);
  });

  test('that the service refuses end with 1, and that it may have taken with 2', async ({ expect }) => {
    await using server = await startMockServer();
    const foreign = {
      CLOUDPAY_OUT_MCH_ID: 'x',
      CLOUDPAY_OUT_SUB_MCH_ID: 'y',
      CLOUDPAY_OUT_SHOP_ID: 'z',
      CLOUDPAY_DEVICE_ID: '1',
    };
    const env = { ...foreign, CLOUDPAY_AUTHEN_KEY: 'another key' };
    const refused = await run(['shops', 'set', '--file', yaml(second), '--json', '--base-url', server.url], { env });
    expect(refused.status).toBe(1);
    expect(resultOf(refused)).toMatchObject({ result: 'failed', code: -1, error: { code: 'SERVICE_REFUSED' } });

    server.injectFault({ endpoint: 'set_sub_mch_shop_info', fault: 'drop_after', times: 9 });
    const doubtful = await shops(server, 'set', '--file', yaml(second), '--json', '--timeout', '2');
    expect(doubtful.status).toBe(2);
    expect(resultOf(doubtful)).toMatchObject({ result: 'unknown', code: -2 });
  });

  test('are not sent after a look that failed', async ({ expect }) => {
    const dead = ['--base-url', 'http://127.0.0.1:1', '--timeout', '1', '--json'];
    const look = await run(['shops', 'diff', '--file', yaml(second), ...dead]);
    expect(look.status).toBe(2);
    const set = await run(['shops', 'set', '--file', yaml(second), ...dead]);
    expect(set.status).toBe(3);
    expect(resultOf(set)).toMatchObject({ result: 'refused', code: -3, error: { code: 'NOT_CONNECTED' } });
  });

  test.for([
    { what: 'digits without quotes', text: '- shopId: 0433\n  shopName: x\n', says: '数字请加引号' },
    { what: 'a misspelt field', text: '- shopId: "1"\n  shopNmae: x\n', says: 'shopInfos[0].shopNmae', command: ['diff'] },
    {
      what: 'a number twice',
      text: '[{"shopId":"1","shopName":"a"},{"shopId":"1","shopName":"b"}]',
      says: 'shopInfos[1].shopId',
    },
    { what: 'a name that is too long', text: `- { shopId: "1", shopName: ${'名'.repeat(33)} }`, says: 'shopInfos[0].shopName' },
    { what: 'no shop', text: '[]', says: '列表为空', command: ['set', '--replace-all'] },
    { what: 'neither YAML nor JSON', text: '- a: [1\n  b', says: 'shops.yaml:' },
  ])('a file with $what is refused before anything is sent', async ({ text, says, command = ['set'] }, { expect }) => {
    await using server = await startMockServer();
    const ended = await shops(server, ...command, '--file', fileOf(text), '--json');
    expect(ended.status).toBe(3);
    expect(documentOf(ended)).toMatchObject({ result: 'refused', error: { code: 'INVALID_ARGUMENT' } });
    expect(documentOf(ended).error?.message).toContain(says);
    expect(server.state().calls).toEqual({});
  });

  test.for([{ args: [] }, { args: ['nonsense'] }, { args: ['set'] }, { args: ['list', '--file', 'x'] }])(
    '$args is wrong usage',
    async ({ args }, { expect }) => {
      const ended = await run(['shops', ...args, '--json', '--base-url', 'http://127.0.0.1:1']);
      expect(ended.status).toBe(64);
      expect(documentOf(ended)).toMatchObject({ result: 'refused', error: { code: 'WRONG_USAGE' } });
    },
  );
});

describe('1,000 shops', { timeout: 30_000 }, () => {
  const many = Array.from({ length: 1_000 }, (_, index) => ({
    shopId: `s${index}`,
    shopName: `第 ${index} 店`,
    address: '深南大道 10000 号',
    deviceInfos: [{ deviceId: 'till-1', deviceName: '收银台' }],
    staffInfos: [{ staffId: `m${index}`, staffName: '店长', shopManager: true }],
  }));
  let server: MockServer;
  beforeAll(async () => {
    server = await startMockServer();
  });
  afterAll(() => server.close());

  test('are uploaded, listed, compared and replaced', async () => {
    const uploaded = await shops(server, 'set', '--file', yaml(...many));
    expect(uploaded.status).toBe(0);
    expect(uploaded.stdout).toContain('新增 added 1000');
    const [listed, compared] = await Promise.all([
      shops(server, 'list'),
      shops(server, 'diff', '--file', json(...many), '--json'),
    ]);
    expect(listed.stdout).toContain('共 1001 家 shops');
    expect(listed.stdout.split('\n').filter((line) => line.startsWith('s'))).toHaveLength(1_000);
    expect(resultOf(compared)).toMatchObject({ added: [], changed: [], deleted: [{ shopId: '432' }], unchanged: 1_000 });
    const replaced = await shops(server, 'set', '--file', json(...many), '--replace-all', '--json');
    expect(resultOf(replaced)).toMatchObject({ deleted: [{ shopId: '432' }], unchanged: 1_000 });
    expect(server.state().shops.map(({ shopName }) => shopName)).toEqual(many.map(({ shopName }) => shopName));
  });
});
