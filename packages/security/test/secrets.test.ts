import { readdir, readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { createFetchTransport, type SecureLogin } from '../src/index.ts';
import {
  configuration,
  handedOutKeys,
  logIn,
  rejectionOf,
  setUpFile,
  setUpTill,
  shown,
  type Till,
  wechatIds,
} from './support/till.ts';

let till: Till;
let secrets: string[];
const bodies: string[] = [];

beforeEach(async () => {
  till = await setUpTill();
  const keys = await handedOutKeys(till);
  const lines = configuration.privateKey.split('\n').filter((line) => line !== '' && !line.startsWith('---'));
  secrets = [configuration.authenKey, ...lines, ...keys.flatMap((key) => [key.toString('base64'), key.toString('hex')])];
  bodies.length = 0;
});

/** Everything that a program could print. */
const show = (value: unknown) =>
  inspect(value, {
    depth: Number.POSITIVE_INFINITY,
    showHidden: true,
    getters: true,
    maxStringLength: null,
    maxArrayLength: null,
  }) + JSON.stringify(value);

function expectNone(value: unknown): void {
  const text = show(value);
  for (const secret of secrets) expect(text).not.toContain(secret);
}

/** Notes every token that crosses the wire: they are secrets too. */
const noting: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const text = await response.text();
  bodies.push(text);
  secrets.push(...Array.from(text.matchAll(/token\\":\\"([\w-]+)/g), ([, token]) => token as string));
  return new Response(text);
};

test('no secret stands in anything public, at any step of a login', async () => {
  const step = (login: SecureLogin, ...values: unknown[]) => {
    for (const value of [login, till.events, ...values]) expectNone(value);
  };
  const first = till.start({ transport: createFetchTransport(noting) });
  const start = shown(await first.login(wechatIds));
  expect(bodies.join()).toContain('token');
  expect(secrets.length).toBeGreaterThan(25);
  step(first, start);
  till.server.scanLogin(start.activator, { staffId: '1206' });
  step(first, await first.waitForLogin());
  step(first, await first.initialize(configuration));

  const second = till.start({ transport: createFetchTransport(noting) });
  const outcome = await logIn(till, second);
  expect(outcome.configuration?.authenKey.export().toString()).toBe(configuration.authenKey);
  step(second, outcome, outcome.configuration);
  const again = shown(await second.identify());
  step(second, again);
  till.server.scanLogin(again.activator, { staffId: '1206' });
  step(second, await second.waitForIdentification());
  step(second, await second.initialize(outcome.configuration));
  expect(till.events.length).toBeGreaterThan(10);
});

test('no secret stands in an error', async () => {
  await setUpFile(till);
  const whole = await readFile(till.file, 'utf8');
  const login = till.start({ transport: createFetchTransport(noting) });
  await logIn(till, login);
  const wrong = { ...configuration, machineNo: configuration.authenKey.repeat(2) };
  const errors = [await rejectionOf(login.initialize(wrong))];
  errors.push(
    await rejectionOf(login.initialize({ ...configuration, privateKey: `${configuration.privateKey.slice(0, 200)}` })),
  );
  errors.push(await rejectionOf(login.initialize({ ...configuration, authenKey: 12 as never })));
  till.server.rotateCiphers({ withdraw: true });
  const withdrawn = till.start({ transport: createFetchTransport(noting) });
  till.server.scanLogin(shown(await withdrawn.login()).activator, { staffId: '1206' });
  errors.push(await rejectionOf(withdrawn.waitForLogin()));
  for (const error of errors) {
    expectNone(error);
    expect(show(error)).not.toContain(whole.slice(-100));
  }
  expect(errors.map(({ code }) => code)).toEqual([
    'INVALID_CONFIGURATION',
    'INVALID_CONFIGURATION',
    'INVALID_CONFIGURATION',
    'FILE_KEY_WITHDRAWN',
  ]);
});

test('neither the key nor a token is ever written', async () => {
  const login = till.start({ transport: createFetchTransport(noting) });
  await logIn(till, login, wechatIds);
  await login.initialize(configuration);
  till.server.rotateCiphers();
  await logIn(till, till.start({ transport: createFetchTransport(noting) }));
  for (const name of await readdir(till.folder)) {
    const bytes = await readFile(`${till.folder}/${name}`);
    const header = Buffer.from(bytes.toString('latin1').split('.')[0] as string, 'base64url').toString();
    for (const text of [bytes.toString('latin1'), header]) for (const secret of secrets) expect(text).not.toContain(secret);
    for (const key of await handedOutKeys(till)) expect(bytes.includes(key)).toBe(false);
  }
});
