import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { authenKey, merchant } from '@cloudpay/test-kit';
import { onTestFinished } from 'vitest';
import {
  type CloudPayClient,
  type CloudPayError,
  type LoggedIn,
  type LoginOutcome,
  type ScanStart,
  SecureLogin,
  type SecureLoginOptions,
  type SecurityEvent,
} from '../../src/index.ts';
import type { LoginConfiguration } from '../../src/session.ts';
import { VirtualClock } from './clock.ts';

export const wechatIds = { mchId: '1900007941', subMchId: '1900008341', shopId: '432' };
const { outMchId, outSubMchId, outShopId } = merchant;
export const shop = { outMchId, outSubMchId, outShopId };

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/** Every value is long enough to be searched for. */
export const configuration = {
  deviceId: 'device-behind-the-counter',
  staffId: 'cashier-of-the-early-shift',
  machineNo: '00:16:3e:00:00:01',
  subTerminalType: 700_123_456,
  authenKey,
  privateKey,
  microPayQueryOrderCount: 12_345,
} as const satisfies LoginConfiguration;

/** A till with a sandbox, a folder of its own and a clock that waits for nobody. */
export interface Till {
  readonly server: MockServer;
  readonly clock: VirtualClock;
  readonly folder: string;
  readonly file: string;
  readonly events: SecurityEvent[];
  /** A program that starts: what it knew before is gone. */
  start(options?: SecureLoginOptions): SecureLogin;
}

export async function setUpTill(): Promise<Till> {
  const clock = new VirtualClock();
  const server = await startMockServer({ now: () => clock.now() });
  const folder = await mkdtemp(join(tmpdir(), 'cloudpay-security-'));
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  const file = join(folder, 'till.jwe');
  const events: SecurityEvent[] = [];
  const start = (options: SecureLoginOptions = {}) => {
    const login = new SecureLogin({ file, baseUrls: [server.url], clock, onEvent: (event) => events.push(event), ...options });
    onTestFinished(() => login.close());
    return login;
  };
  return { server, clock, folder, file, events, start };
}

/** The code that is shown; anything else fails the test. */
export function shown(start: ScanStart): Extract<ScanStart, { result: 'qr' }> {
  if (start.result !== 'qr') throw new Error(`no code is shown: ${start.result}`);
  return start;
}

/** Who is let in; anything else fails the test. */
export function letIn(outcome: LoginOutcome): LoggedIn {
  if (outcome.result !== 'loggedIn') throw new Error(`not logged in: ${outcome.result}`);
  return outcome;
}

/** A login whose code a member of staff scans at once. */
export async function logIn({ server }: Till, login: SecureLogin, parameters = {}, staffId = '1206'): Promise<LoggedIn> {
  const { activator } = shown(await login.login(parameters));
  server.scanLogin(activator, { staffId });
  return letIn(await login.waitForLogin());
}

/** The first start of a till: login, configuration, file. */
export async function setUpFile(till: Till, kept: LoginConfiguration = configuration): Promise<CloudPayClient> {
  const login = till.start();
  await logIn(till, login, wechatIds);
  return login.initialize(kept);
}

/** What a promise rejects with; one that does not fails the test. */
export async function rejectionOf(promise: Promise<unknown>): Promise<CloudPayError> {
  return promise.then(
    (value) => {
      throw new Error(`nothing was thrown; the result is ${typeof value}`);
    },
    (error) => error,
  );
}

/** The keys that the sandbox hands out now. */
export async function handedOutKeys({ server }: Pick<Till, 'server'>): Promise<Buffer[]> {
  const ask = async (endpoint: string, content: object) => {
    const body = JSON.stringify({ request_content: JSON.stringify(content) });
    const response = await fetch(`${server.url}/cpay/${endpoint}`, { method: 'POST', body });
    return JSON.parse(((await response.json()) as { response_content: string }).response_content)[endpoint];
  };
  const { outSubMchId: out_sub_mch_id, outShopId: out_shop_id } = shop;
  const begun = await ask('client_initialize', { out_sub_mch_id, out_shop_id, authorize_terminal_type: 1 });
  server.scanLogin(begun.activator, { staffId: '1206' });
  const { sub_mch_info } = await ask('client_try_get_initializers', { out_sub_mch_id, token: begun.token });
  const ciphers = sub_mch_info.client_configuration_ciphers as { key: string }[];
  return ciphers.map(({ key }) => Buffer.from(key, 'base64'));
}
