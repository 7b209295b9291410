import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { documentsOf, type Run, run } from './support/cli.ts';
import { newJournal } from './support/journal.ts';
import { codes } from './support/payment-codes.ts';
import {
  atTheCode,
  confFile,
  copyOf,
  documentsAfterScan,
  firstLogin,
  ids,
  noFileYet,
  scanned,
  secrets,
} from './support/scans.ts';
import { terminalSent } from './support/sent.ts';

let server: MockServer;
/** What the first login left. Tests that change it take a copy. */
let kept: string;
let first: Run;
beforeAll(async () => {
  server = await startMockServer();
  kept = noFileYet();
  first = await firstLogin(server, kept);
}, 30_000);
afterAll(() => server.close());

const login = (...args: string[]) => ['login', '--base-url', server.url, '--json', ...args];

/** Every value that must stay secret, in the forms that it could be found in. */
const forms = Object.values(secrets).flatMap((value) => [value, Buffer.from(value).toString('base64url').slice(0, -2)]);

describe.concurrent('login', { timeout: 60_000 }, () => {
  test('at the first start keeps the configuration, encrypted', ({ expect }) => {
    expect(first.status).toBe(0);
    const [result, ...others] = documentsAfterScan(first);
    expect(others).toEqual([]);
    expect(result).toMatchObject({ result: 'loggedIn', code: 0, staffId: '1206', configured: true });
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(kept, 'latin1');
    for (const form of forms) {
      expect(bytes).not.toContain(form);
      expect(first.stdout + first.stderr).not.toContain(form);
    }
  });

  test('draws the code and greets whoever scans it, for people', async ({ expect }) => {
    const { status, stdout, stderr } = await run(
      ['login', ...ids, '--base-url', server.url, '--config-file', noFileYet()],
      scanned(server),
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('请店员扫码登入 Scan to log in');
    expect(stdout).toContain('██ ▄▄▄▄▄ █');
    expect(stdout).toContain('180 秒内有效');
    expect(stdout).toContain('✔ 已登入 LOGGED IN\n店员 Staff        店长 (1206)  店长 shop manager');
  });

  test('without a configuration keeps nothing', async ({ expect }) => {
    const file = noFileYet();
    const ended = await run(login(...ids, '--platform', 'wechat', '--config-file', file), scanned(server));
    expect(ended.status).toBe(0);
    expect(documentsAfterScan(ended)).toMatchObject([{ result: 'loggedIn', code: 1, staffId: '1206', configured: false }]);
    expect(existsSync(file)).toBe(false);
  });

  test('at the second start needs no ids, and leaves the file as it is', async ({ expect }) => {
    const before = readFileSync(kept);
    const ended = await run(login('--config-file', kept), scanned(server, { staffId: '1192' }));
    expect(ended.status).toBe(0);
    expect(documentsAfterScan(ended)).toMatchObject([{ result: 'loggedIn', code: 0, staffId: '1192', configured: true }]);
    expect(readFileSync(kept)).toEqual(before);
    for (const form of forms) expect(ended.stdout + ended.stderr).not.toContain(form);
  });

  test('keeps another configuration in the place of the first', async ({ expect }) => {
    const file = copyOf(kept);
    const other = confFile({ ...secrets, device_id: 'till-device-0002' });
    const ended = await run(login('--config-file', file, '--configuration', other), scanned(server));
    expect(documentsAfterScan(ended)).toMatchObject([{ result: 'loggedIn', configured: true }]);
    expect(readFileSync(file)).not.toEqual(readFileSync(kept));
  });

  test.for([{ deny: true }, { staffId: '9999' }])('refuses who is not staff: %j', async (scan, { expect }) => {
    const file = copyOf(kept);
    const ended = await run(login('--config-file', file), scanned(server, scan));
    expect(ended.status).toBe(1);
    expect(documentsAfterScan(ended)).toMatchObject([{ result: 'refused', code: -1, error: { internalStatus: 3301 } }]);
    expect(readFileSync(file)).toEqual(readFileSync(kept));
  });

  test('refuses a shop that the service does not know', async ({ expect }) => {
    const ended = await run(login(...ids, '--shop-id', '433', '--config-file', noFileYet()));
    expect(ended.status).toBe(1);
    expect(documentsOf(ended)).toMatchObject([{ result: 'refused', code: -1, error: { status: 101 } }]);
  });

  test('ends with its code, when nobody scans it', async ({ expect }) => {
    await using own = await startMockServer();
    const args = ['login', '--json', '--base-url', own.url, '--config-file', kept];
    const ended = await run(
      args,
      atTheCode(() => own.advanceClock(181)),
    );
    expect(ended.status).toBe(1);
    expect(documentsAfterScan(ended)).toEqual([{ result: 'expired', code: -1 }]);
  });

  test('stops waiting when told to, which decides nothing', async ({ expect }) => {
    const ended = await run(login('--config-file', kept, '--timeout', '1'));
    expect(ended.status).toBe(2);
    expect(documentsAfterScan(ended)).toMatchObject([{ result: 'unknown', code: -2, error: { code: 'TIMEOUT' } }]);
  });

  test('tells a service that cannot be reached from a refusal', async ({ expect }) => {
    const unreachable = ['--base-url', 'http://127.0.0.1:1', '--timeout', '1'];
    const ended = await run(['login', '--json', ...ids, '--config-file', noFileYet(), ...unreachable]);
    expect(ended.status).toBe(2);
    expect(documentsOf(ended)).toMatchObject([{ result: 'unreachable', code: -2, error: { code: 'NOT_CONNECTED' } }]);
  });

  test('sends keys over plain HTTP to this machine alone', async ({ expect }) => {
    const ended = await run(['login', '--json', '--config-file', kept, '--base-url', 'http://192.0.2.1']);
    expect(ended.status).toBe(3);
    expect(documentsOf(ended)).toMatchObject([{ result: 'refused', error: { code: 'INVALID_CONFIGURATION' } }]);
  });

  test('with a configuration that is none is refused before anyone has to scan', async ({ expect }) => {
    const { device_id: _, ...incomplete } = secrets;
    for (const conf of [confFile(incomplete), '/no/such/file']) {
      const ended = await run(login(...ids, '--config-file', noFileYet(), '--configuration', conf));
      expect(ended.status).toBe(3);
      expect(documentsOf(ended)).toMatchObject([{ result: 'refused', code: -3, error: { code: 'INVALID_CONFIGURATION' } }]);
    }
  });
});

describe.concurrent('login without ids', { timeout: 60_000 }, () => {
  test.for([
    { given: [], missing: ['mchId', 'subMchId', 'shopId'] },
    { given: ids.slice(0, 2), missing: ['subMchId', 'shopId'] },
    { given: [...ids.slice(0, 4), '--shop-id', ''], missing: ['shopId'] },
  ])('$given says what is missing, and takes no other merchant in their place', async ({ given, missing }, { expect }) => {
    await using own = await startMockServer();
    const env = { CLOUDPAY_OUT_SHOP_ID: 'sz011biKxOguirmBqiFR', CLOUDPAY_BASE_URLS: own.url };
    const ended = await run(['login', '--json', ...given, '--config-file', noFileYet()], { env });
    expect(ended.status).toBe(3);
    expect(documentsOf(ended)).toEqual([
      { event: 'parametersMissing', missing },
      { result: 'parametersMissing', code: 1, missing },
    ]);
    expect(own.state().calls).toEqual({});
  });

  test('names the options to people', async ({ expect }) => {
    const ended = await run(['login', '--mch-id', '1900007941', '--base-url', server.url, '--config-file', noFileYet()]);
    expect(ended.status).toBe(3);
    expect(ended.stdout).toContain('--sub-mch-id --shop-id');
  });
});

describe.concurrent('the file', { timeout: 60_000 }, () => {
  test.for([
    { damage: 'cut short', code: 'FILE_TRUNCATED', doIt: (file: string) => truncateSync(file, 300) },
    { damage: 'empty', code: 'FILE_TRUNCATED', doIt: (file: string) => truncateSync(file, 0) },
    { damage: 'of something else', code: 'FILE_FOREIGN', doIt: (file: string) => writeFileSync(file, '{"authen_key":"?"}') },
  ])('$damage is told before anyone has to scan', async ({ code, doIt }, { expect }) => {
    const file = copyOf(kept);
    doIt(file);
    const before = readFileSync(file);
    for (const command of [
      ['login', ...ids],
      ['pay', '--code', codes.wechatPay('0000'), '--fee', '1'],
    ]) {
      const ended = await run([...command, '--config-file', file, '--base-url', server.url, '--json']);
      expect(ended.status).toBe(3);
      expect(documentsOf(ended)).toMatchObject([{ result: 'fileUnusable', code: -3, error: { code } }]);
    }
    expect(readFileSync(file)).toEqual(before);
  });

  test('changed in its secret part is told after the scan, and stays', async ({ expect }) => {
    const file = copyOf(kept);
    const text = readFileSync(file, 'latin1');
    const middle = text.lastIndexOf('.') - 20;
    writeFileSync(file, text.slice(0, middle) + (text[middle] === 'A' ? 'B' : 'A') + text.slice(middle + 1));
    const before = readFileSync(file);
    const ended = await run(login('--config-file', file, '--configuration', confFile()), scanned(server));
    expect(ended.status).toBe(3);
    expect(documentsAfterScan(ended)).toMatchObject([{ result: 'fileUnusable', error: { code: 'FILE_ALTERED' } }]);
    expect(readFileSync(file)).toEqual(before);
  });

  test('opens after a rotation, and is encrypted anew with the new key', async ({ expect }) => {
    await using own = await startMockServer();
    const file = copyOf(kept);
    const logIn = () => run(['login', '--json', '--base-url', own.url, '--config-file', file], scanned(own));
    own.rotateCiphers();
    expect(documentsAfterScan(await logIn())).toMatchObject([{ result: 'loggedIn', configured: true }]);
    const anew = readFileSync(file);
    expect(anew).not.toEqual(readFileSync(kept));

    own.rotateCiphers({ withdraw: true });
    const ended = await logIn();
    expect(ended.status).toBe(3);
    expect(documentsAfterScan(ended)).toMatchObject([{ result: 'fileUnusable', error: { code: 'FILE_KEY_WITHDRAWN' } }]);
    expect(readFileSync(file)).toEqual(anew);
  });
});

describe.concurrent('other commands with the file', { timeout: 60_000 }, () => {
  const pay = (...args: string[]) => ['pay', '--code', codes.wechatPay('0000'), '--fee', '1', '--json', ...args];

  test('begin with a scan, and run with what it unlocks', async ({ expect }) => {
    const ended = await run(pay('--config-file', kept, '--base-url', server.url), scanned(server));
    expect(ended.status).toBe(0);
    const [paid, ...others] = documentsAfterScan(ended);
    expect(others).toEqual([]);
    expect(paid).toMatchObject({ result: 'paid', order: { totalFee: 1 } });
    const { device_id, machine_no } = secrets;
    expect(terminalSent(server, paid?.outTradeNo as string)).toMatchObject({ device_id, machine_no, staff_id: '1206' });
    for (const form of [secrets.authen_key, ...forms.slice(1, 2)]) expect(ended.stdout + ended.stderr).not.toContain(form);
  });

  test.for([
    { command: ['orders'], result: 'listed' },
    { command: ['query', '--out-trade-no', 'sz010002cz-none'], result: 'notFound' },
    { command: ['shops', 'list'], result: 'listed' },
  ])('$command, too', async ({ command, result }, { expect }) => {
    const ended = await run([...command, '--json', '--config-file', kept, '--base-url', server.url], scanned(server));
    expect(documentsAfterScan(ended).at(-1)).toMatchObject({ result });
  });

  test('send nothing when the scan is refused', async ({ expect }) => {
    await using own = await startMockServer();
    const ended = await run(pay('--config-file', kept, '--base-url', own.url), scanned(own, { deny: true }));
    expect(ended.status).toBe(1);
    expect(documentsAfterScan(ended)).toMatchObject([{ result: 'refused', code: -1 }]);
    expect(Object.keys(own.state().calls)).toEqual(['client_initialize', 'client_try_get_initializers']);
  });

  test('ended by Ctrl-C at the scan have sent nothing', async ({ expect }) => {
    const ended = await run(pay('--config-file', kept, '--base-url', server.url), {
      onOutput: (child) => child.killed || child.kill('SIGINT'),
    });
    expect(ended.status).toBe(3);
    expect(documentsAfterScan(ended)).toMatchObject([{ result: 'refused', code: -3, error: { code: 'ABORTED' } }]);
  });

  test('have sent nothing either when the service cannot be reached', async ({ expect }) => {
    const env = { CLOUDPAY_TIMEOUT: '300' };
    const ended = await run(pay('--config-file', kept, '--base-url', 'http://127.0.0.1:1'), { env });
    expect(ended.status).toBe(3);
    expect(documentsOf(ended)).toMatchObject([{ result: 'unreachable', code: -3 }]);
  });

  test('ask for a login first, where there is no file', async ({ expect }) => {
    const file = noFileYet();
    const ended = await run(pay('--config-file', file, '--base-url', server.url));
    expect(ended.status).toBe(3);
    expect(documentsOf(ended)).toMatchObject([{ result: 'parametersMissing', code: -3 }]);
    expect(ended.stderr).toContain(`npx -y pnpm@12 cloudpay login --config-file ${file}`);
  });

  test('take one configuration, not two', async ({ expect }) => {
    const ended = await run(pay('--config-file', kept, '--config', confFile(), '--base-url', server.url));
    expect(ended.status).toBe(64);
  });
});

describe.concurrent('identify', { timeout: 60_000 }, () => {
  const identify = (...args: string[]) => ['identify', '--base-url', server.url, '--json', ...args];

  test('tells who scanned', async ({ expect }) => {
    const ended = await run(identify(...ids), scanned(server, { staffId: '1192' }));
    expect(ended.status).toBe(0);
    expect(documentsAfterScan(ended)).toMatchObject([
      { result: 'identified', code: 0, staffId: '1192', staffName: '店员', refundAuth: false, roles: [3] },
    ]);
  });

  test('needs the ids: anybody could have written a file that names another shop', async ({ expect }) => {
    const unnamed = await run(identify('--shop-id', '432'));
    expect(unnamed.status).toBe(3);
    expect(documentsOf(unnamed)[0]).toEqual({ event: 'parametersMissing', missing: ['mchId', 'subMchId'] });
    expect((await run(identify(...ids, '--config-file', kept))).status).toBe(64);
  });

  test('refuses a stranger', async ({ expect }) => {
    const ended = await run(identify(...ids), scanned(server, { deny: true }));
    expect(ended.status).toBe(1);
    expect(documentsAfterScan(ended)).toMatchObject([{ result: 'refused', code: -1 }]);
  });
});

describe.concurrent('refund --authorize', { timeout: 60_000 }, () => {
  const outTradeNo = 'sz010002cz-authorized';
  const paidOrder = async (): Promise<MockServer> => {
    const own = await startMockServer();
    const code = codes.wechatPay('0000');
    await run([
      'pay',
      '--code',
      code,
      '--fee',
      '5',
      '--out-trade-no',
      outTradeNo,
      '--journal',
      newJournal(),
      '--base-url',
      own.url,
    ]);
    return own;
  };
  const refund = ({ url }: MockServer) =>
    ['refund', '--authorize', '--json', '--out-trade-no', outTradeNo, '--fee', '2'].concat(
      '--journal',
      newJournal(),
      '--base-url',
      url,
    );

  test('refunds when the scan is by someone who may', async ({ expect }) => {
    await using own = await paidOrder();
    const ended = await run(refund(own), scanned(own, { staffId: '1206' }));
    expect(ended.status).toBe(0);
    expect(documentsAfterScan(ended)).toMatchObject([
      { result: 'succeeded', authorization: { staffId: '1206', name: '店长', isSubMchAdmin: false } },
    ]);
  });

  test('leaves it to the service to refuse someone who may not', async ({ expect }) => {
    await using own = await paidOrder();
    const ended = await run(refund(own), scanned(own, { staffId: '1192' }));
    expect(ended.status).toBe(1);
    expect(documentsAfterScan(ended)).toMatchObject([{ result: 'failed', error: { internalStatus: 9103 } }]);
    expect(own.state().refunds).toEqual([]);
  });

  test('sends nothing when the scan is refused', async ({ expect }) => {
    await using own = await paidOrder();
    const ended = await run(refund(own), scanned(own, { deny: true }));
    expect(ended.status).toBe(1);
    expect(documentsAfterScan(ended)).toMatchObject([{ result: 'refused', code: -1 }]);
    expect(own.state().calls.refund).toBeUndefined();
  });
});
