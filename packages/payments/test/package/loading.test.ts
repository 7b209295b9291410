import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const entry = new URL('../../src/index.ts', import.meta.url).href;
const functions = new URL('../../src/functions.ts', import.meta.url).href;

/** What a process of its own loads that imports the package and then runs `program`, Node's modules and files alike. */
function loadedBy(program: string, imported = entry): string[] {
  const script = `
    import { registerHooks } from 'node:module';
    const files = [];
    registerHooks({ load: (url, context, next) => { files.push(url); return next(url, context); } });
    const sdk = await import(${JSON.stringify(imported)});
    ${program}
    const own = process.moduleLoadList.filter((name) => name.startsWith('NativeModule ')).map((name) => 'node:' + name.slice(13));
    console.log(JSON.stringify([...own, ...files]));
    process.exit();`;
  const args = ['--conditions=@cloudpay/source', '--input-type=module', '--eval', script];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as string[];
}

const configuration = `{
  outMchId: 'sz01lXKA6DKGjNzr2l4B', outSubMchId: 'sz01KzuCUOmw8yjtPite', outShopId: 'sz011biKxOguirmBqiFR',
  deviceId: '824', authenKey: 'a key', baseUrls: ['http://127.0.0.1:1'],
}`;

const isHttpStack = (name: string) =>
  ['node:http', 'node:https', 'node:internal/deps/undici/undici'].includes(name) || name.includes('/ky/');
const weighsMuch = (name: string) => isHttpStack(name) || name === 'node:crypto' || name === 'node:sqlite';

test.each([entry, functions])('an import loads neither HTTP, nor cryptography, nor SQLite: %s', (imported) => {
  const loaded = loadedBy('', imported);
  expect(loaded).toContain(imported);
  expect(loaded.filter(weighsMuch)).toEqual([]);
});

test('nor does a client that is made', () => {
  const loaded = loadedBy(`new sdk.Payments(${configuration});`);
  expect(loaded.filter(weighsMuch)).toEqual([]);
});

test('warmUp loads HTTP, so that the first payment need not', () => {
  const loaded = loadedBy(`await new sdk.Payments(${configuration}).warmUp().catch(() => undefined);`);
  expect(loaded).toContain('node:http');
  expect(loaded.filter((name) => name.includes('/ky/'))).toEqual([]);
});

test('warmUp loads cryptography, whatever the transport', () => {
  const transport = `{ post: async () => { throw new Error('no network'); }, close() {} }`;
  const warmed = `await new sdk.Payments({ ...${configuration}, transport: ${transport} }).warmUp().catch(() => undefined);`;
  expect(loadedBy(warmed)).toContain('node:crypto');
});

test("a caller's fetch is called by ky, which is loaded with the first request", () => {
  const program = `
    const transport = sdk.createFetchTransport(async () => { throw new Error('no network'); });
    const payments = new sdk.Payments({ ...${configuration}, transport });`;
  const isKy = (name: string) => name.includes('/ky/');
  expect(loadedBy(program).filter(isKy)).toEqual([]);
  expect(loadedBy(`${program} await payments.warmUp().catch(() => undefined);`).some(isKy)).toBe(true);
});
