import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { importCiphers } from '../src/cipher.ts';
import { makeHeader } from '../src/file/header.ts';
import { inspectFile } from '../src/file/inspect.ts';
import { open } from '../src/file/open.ts';
import { type CloudPayError, ConfigurationFileError } from '../src/index.ts';
import { makeJwe, openJwe } from './support/jwe.ts';
import {
  configuration,
  handedOutKeys,
  letIn,
  logIn,
  rejectionOf,
  setUpFile,
  setUpTill,
  shop,
  shown,
  type Till,
  wechatIds,
} from './support/till.ts';

let till: Till;
let text: string;
let key: Buffer;
beforeEach(async () => {
  till = await setUpTill();
  (await setUpFile(till)).close();
  text = await readFile(till.file, 'latin1');
  [key] = (await handedOutKeys(till)) as [Buffer];
});

const ciphersOf = (...keys: Buffer[]) => importCiphers(keys.map((item) => ({ algorithm: 1, key: item.toString('base64') })));

/** What a program learns of a file, before the scan or after it. */
async function errorOf(changed: string): Promise<{ code: string; before: 'scan' | 'opening' } | undefined> {
  const inspected = inspectFile(changed);
  if (typeof inspected === 'string') return { code: inspected, before: 'scan' };
  const opened = await open(inspected, ciphersOf(key));
  return typeof opened === 'string' ? { code: opened, before: 'opening' } : undefined;
}

describe('the file', () => {
  test('opens with an independent JWE implementation, given the key, and holds the configuration of the C SDK', () => {
    const { header, content } = openJwe(text, key);
    expect(Object.keys(header)).toEqual([
      'typ',
      'alg',
      'enc',
      'version',
      'out_mch_id',
      'out_sub_mch_id',
      'out_shop_id',
      'kid',
      'size',
      'check',
    ]);
    expect(header).toMatchObject({ alg: 'dir', enc: 'A128GCM', version: 1, out_mch_id: shop.outMchId });
    expect(JSON.parse(content)).toEqual({
      common_conf: { micro_pay_query_order_count: 12_345 },
      trade_conf: {
        out_mch_id: shop.outMchId,
        out_sub_mch_id: shop.outSubMchId,
        out_shop_id: shop.outShopId,
        device_id: configuration.deviceId,
        staff_id: configuration.staffId,
        authen_key: configuration.authenKey,
        private_key: configuration.privateKey,
        cloud_cashier_id: 'sz010002cz',
        machine_no: configuration.machineNo,
        sub_terminal_type: configuration.subTerminalType,
      },
    });
  });

  test('opens with no other key, not even one that differs in a bit', () => {
    for (let bit = 0; bit < 128; bit++) {
      const other = Buffer.from(key);
      other[bit >> 3] = (other[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(() => openJwe(text, other)).toThrow();
    }
  });

  test('authenticates its header', () => {
    const [header, ...rest] = text.split('.') as [string, ...string[]];
    const fields = JSON.parse(Buffer.from(header, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...fields, out_shop_id: 'sz01anotherShop' })).toString('base64url');
    expect(() => openJwe([forged, ...rest].join('.'), key)).toThrow();
  });

  test('holds no secret in clear', async () => {
    const bytes = (await readFile(till.file)).toString('latin1');
    const header = Buffer.from(bytes.split('.')[0] as string, 'base64url').toString('latin1');
    const { privateKey, ...values } = configuration;
    const lines = privateKey.split('\n').filter((line) => line !== '' && !line.startsWith('---'));
    const secrets = [
      ...Object.values(values).map(String),
      ...lines,
      'sz010002cz',
      key.toString('latin1'),
      key.toString('base64'),
    ];
    for (const secret of secrets) {
      for (const spelling of spellingsOf(secret)) expect(bytes).not.toContain(spelling);
      expect(header).not.toContain(secret);
    }
  });

  test.each(['', 'x', 'xy', 'xyz'])('the search for secrets finds what is there, after %j', (start) => {
    const encoded = Buffer.from(`${start}something else`).toString('base64url');
    expect(spellingsOf('something').filter((spelling) => encoded.includes(spelling))).toHaveLength(1);
  });

  test('differs each time, although it says the same', async () => {
    await setUpAgain();
    const again = await readFile(till.file, 'latin1');
    expect(again.split('.')[0]).toBe(text.split('.')[0]);
    expect(again.split('.')[2]).not.toBe(text.split('.')[2]);
  });

  test('that is a link stays one', async () => {
    const link = `${till.folder}/link.jwe`;
    await symlink(till.file, link);
    const login = till.start({ file: link });
    await logIn(till, login);
    (await login.initialize({ ...configuration, deviceId: 'device-at-the-door' })).close();
    expect((await logIn(till, till.start())).configuration?.deviceId).toBe('device-at-the-door');
    expect((await logIn(till, till.start({ file: link }))).configuration?.deviceId).toBe('device-at-the-door');
  });
});

/** A text in clear, and as base64url wherever it may begin in three bytes. */
function spellingsOf(secret: string): string[] {
  const encoded = [0, 1, 2].map((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret, 'latin1')]).toString('base64url');
    // The first and last characters mix with the neighbours.
    return padded.slice(Math.ceil((offset * 4) / 3), -2);
  });
  return [secret, ...encoded];
}

async function setUpAgain(): Promise<void> {
  const login = till.start();
  await logIn(till, login);
  (await login.initialize(configuration)).close();
}

describe('damage', () => {
  test('cut short at any length is told, before anyone has to scan', async () => {
    for (let length = 0; length < text.length; length++) {
      expect(await errorOf(text.slice(0, length))).toEqual({ code: 'FILE_TRUNCATED', before: 'scan' });
    }
  });

  test('any byte changed is told; in the header, before anyone has to scan', async () => {
    const headerLength = text.indexOf('.');
    for (const [index, character] of [...text].entries()) {
      for (const mask of [0x01, 0x02, 0x20, 0x40, 0x80]) {
        const changed = String.fromCharCode(character.charCodeAt(0) ^ mask);
        const error = await errorOf(text.slice(0, index) + changed + text.slice(index + 1));
        expect(error?.code).toBe('FILE_ALTERED');
        if (index <= headerLength) expect(error?.before).toBe('scan');
      }
    }
  }, 120_000);

  test.each<[string, (whole: string) => string]>([
    ['a byte more', (whole) => `${whole}A`],
    ['a new line', (whole) => `${whole}\n`],
    ['twice over', (whole) => whole + whole],
    ['zeros in place of its end', (whole) => whole.slice(0, -100) + '\0'.repeat(100)],
    ['a part exchanged', (whole) => whole.split('.').with(4, 'A'.repeat(22)).join('.')],
    ['another header of ours', (whole) => whole.replace(/^[^.]+/, (header) => header.replace(/..$/, 'AA'))],
    ['spare bits of the tag', (whole) => whole.slice(0, -1) + String.fromCharCode(whole.charCodeAt(whole.length - 1) + 1)],
  ])('%s is told', async (_, change) => {
    expect((await errorOf(change(text)))?.code).toBe('FILE_ALTERED');
  });

  test.each<[string, string | Buffer]>([
    ['a configuration that is not encrypted', JSON.stringify({ trade_conf: { authen_key: 'k' } }, undefined, 2)],
    ['an image', Buffer.from('89504e470d0a1a0a0000000d49484452000002000000', 'hex')],
    ['a text', 'Lorem ipsum. Dolor sit amet. Consectetur. Adipiscing. Elit.'],
    ['zeros', Buffer.alloc(500)],
    ['a JWE of someone else', makeJwe({ alg: 'dir', enc: 'A128GCM', typ: 'JWT' }, '{}', Buffer.alloc(16))],
    ['a large file', Buffer.alloc(2 * 1024 * 1024, 'eyJ0eXAiOiJjbG91ZHBheS')],
  ])('a foreign file is told, and stays untouched: %s', async (_, bytes) => {
    await writeFile(till.file, bytes);
    await expectUntouched('FILE_FOREIGN');
  });

  test('a folder is no file', async () => {
    await mkdir(`${till.folder}/folder`);
    expect(await rejectionOf(till.start({ file: `${till.folder}/folder` }).login())).toMatchObject({ code: 'FILE_FOREIGN' });
  });

  test('a file of a newer version is told, whatever else it holds', async () => {
    const { header } = openJwe(text, key);
    const { check: _, ...fields } = { ...makeHeader(shop, String(header.kid), 5), version: 2, novelty: ['x'] };
    const check = createHash('sha256').update(JSON.stringify(fields)).digest().subarray(0, 8).toString('base64url');
    await writeFile(till.file, makeJwe({ ...fields, check }, 'hello', key));
    await expectUntouched('FILE_TOO_NEW');
  });

  test('a file that cannot be read is told', async () => {
    await symlink(till.file, `${till.file}.loop`);
    await rm(till.file);
    await symlink(`${till.file}.loop`, till.file);
    expect(await rejectionOf(till.start().login())).toMatchObject({ code: 'FILE_UNAVAILABLE', cause: { code: 'ELOOP' } });
  });

  test.each<[string, number]>([
    ['FILE_TRUNCATED', 40],
    ['FILE_TRUNCATED', 0],
  ])('through a login: %s', async (code, length) => {
    await truncate(till.file, length);
    await expectUntouched(code);
  });

  test('found only with the key: the login was permitted, the file stays untouched', async () => {
    const middle = text.length - 60;
    const damaged = text.slice(0, middle) + (text[middle] === 'A' ? 'B' : 'A') + text.slice(middle + 1);
    await writeFile(till.file, damaged);
    const login = till.start();
    till.server.scanLogin(shown(await login.login()).activator, { staffId: '1206' });
    const error = await rejectionOf(login.waitForLogin());
    expect(error).toBeInstanceOf(ConfigurationFileError);
    expect(error).toMatchObject({ code: 'FILE_ALTERED', file: till.file });
    expect(await rejectionOf(login.initialize(configuration))).toMatchObject({ code: 'NOT_LOGGED_IN' });
    expect(await readFile(till.file, 'latin1')).toBe(damaged);
  });
});

/** Neither a login nor its parameters get past the file, nor change it. */
async function expectUntouched(code: string): Promise<void> {
  const before = await readFile(till.file);
  const { ino, mtimeMs } = await stat(till.file);
  const calls = JSON.stringify(till.server.state().calls);
  for (const parameters of [{}, wechatIds, shop]) {
    const error: CloudPayError = await rejectionOf(till.start().login(parameters));
    expect(error).toBeInstanceOf(ConfigurationFileError);
    expect(error).toMatchObject({ code, outcome: 'failed', file: till.file });
  }
  expect(JSON.stringify(till.server.state().calls)).toBe(calls);
  expect((await readFile(till.file)).equals(before)).toBe(true);
  expect(await stat(till.file)).toMatchObject({ ino, mtimeMs });
}

describe('rotated keys', () => {
  test('an older key still opens the file, which is encrypted with the first at once', async () => {
    till.server.rotateCiphers();
    till.server.rotateCiphers();
    const [current, , oldest] = (await handedOutKeys(till)) as [Buffer, Buffer, Buffer];
    expect(oldest).toEqual(key);
    const login = till.start();
    expect(await logIn(till, login)).toMatchObject({ code: 0, configuration: { deviceId: configuration.deviceId } });
    const rewritten = await readFile(till.file, 'latin1');
    expect(openJwe(rewritten, current).content).toBe(openJwe(text, key).content);
    expect(() => openJwe(rewritten, key)).toThrow();

    till.server.rotateCiphers({ withdraw: true });
    expect(till.events.filter(({ type }) => type === 'fileFailure')).toEqual([]);
  });

  test('a key that is handed out no more is told; the file stays untouched, and opens when the key is back', async () => {
    till.server.rotateCiphers({ withdraw: true });
    const login = till.start();
    till.server.scanLogin(shown(await login.login()).activator, { staffId: '1206' });
    expect(await rejectionOf(login.waitForLogin())).toMatchObject({ code: 'FILE_KEY_WITHDRAWN', file: till.file });
    expect(await readFile(till.file, 'latin1')).toBe(text);
    till.server.reset();
    expect(await logIn(till, till.start())).toMatchObject({ code: 0 });
  });

  test('a file that cannot be encrypted anew opens all the same, and an event says so', async () => {
    // The longest name that a file can have leaves no room for that of a temporary one.
    const file = `${till.folder}/${'x'.repeat(250)}`;
    await writeFile(file, text);
    till.server.rotateCiphers();
    expect(await logIn(till, till.start({ file }))).toMatchObject({ code: 0 });
    expect(till.events.filter(({ type }) => type === 'fileFailure')).toEqual([
      { type: 'fileFailure', file, code: 'FILE_UNAVAILABLE', message: expect.stringContaining('ENAMETOOLONG') },
    ]);
    expect(await readFile(file, 'latin1')).toBe(text);
  });

  test('keys of a kind that is not known are passed over', async () => {
    const descriptions = [{ algorithm: 2, key: 'AAAA' }, { algorithm: 1, key: 'AAAA' }, { key: '' }, {}];
    expect(importCiphers(descriptions)).toEqual([]);
    expect(importCiphers([...descriptions, { algorithm: 1, key: key.toString('base64') }])).toHaveLength(1);
  });

  test('without a key there is a login, but no file', async () => {
    const answers: Record<string, object> = {
      client_initialize: { activator: 'a', token: 't', qr_code_url: 'https://q', ttl: 180 },
      client_try_get_initializers: { initialization_granted: true, staff_id: '1206' },
    };
    const post = async ({ url }: { url: string }) => {
      const endpoint = url.split('/').at(-1) as string;
      return JSON.stringify({ response_content: JSON.stringify({ status: 0, [endpoint]: answers[endpoint] }) });
    };
    const login = till.start({ transport: { post, close() {} }, file: `${till.folder}/none.jwe` });
    await login.login(shop);
    expect(letIn(await login.waitForLogin())).toMatchObject({ code: 1, staffId: '1206', roles: [] });
    expect(await rejectionOf(login.initialize(configuration))).toMatchObject({ code: 'NO_CIPHER', outcome: 'failed' });
  });
});
