import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { startMockServer } from '../src/index.ts';
import { call, control, customersCode, freshNumber, microPay, microPayContent } from './support/client.ts';
import { firstLine, outputUntil, type Program, startInTerminal, startProgram } from './support/program.ts';

const fixtureFile = (name: string) => fileURLToPath(new URL(`./support/${name}`, import.meta.url));
const running: ChildProcess[] = [];

const start = (...options: string[]) => endedAfterwards(startProgram(...options));

function endedAfterwards(started: Program): Program {
  running.push(started.program);
  return started;
}

afterEach(() => {
  for (const program of running.splice(0)) program.kill('SIGKILL');
});

// Each test starts one or two processes, which takes long on a busy machine.
describe('the program', { timeout: 60_000 }, () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('prints its URL, logs without secrets, and ends on %s', async (signal) => {
    const { program, errors } = start('--port', '0');
    const { event, url, urls, merchant } = await firstLine(program);
    expect(event).toBe('listening');
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(urls).toEqual([url]);
    expect(merchant).toMatchObject({ out_mch_id: 'sz01lXKA6DKGjNzr2l4B', order_prefixes: ['sz010002cz', '01000052'] });

    const code = customersCode('wechat', '0000');
    expect((await microPay(url, freshNumber(), code)).content.status).toBe(0);
    const held = microPay(url, freshNumber(), customersCode('wechat', '0007')).catch(() => 'cut');
    program.kill(signal);
    expect(await once(program, 'exit')).toEqual([0, null]);
    expect(await held).toBe('cut');

    const lines = (await errors).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ endpoint: 'micro_pay', status: 0, internalStatus: 0, logId: expect.stringMatching(/^\d+$/) }),
    );
    expect(lines.join()).not.toMatch(new RegExp(`${code}|${String(merchant.authen_key)}|request_content|authen_code`));
  });

  it('on a terminal, prints readable lines about its URLs and calls', async () => {
    const { program, errors } = endedAfterwards(startInTerminal('--port', '0', '--hosts', '2'));
    const greeting = await outputUntil(program, 'Ctrl-C ends it');
    const addresses = greeting.match(/http:\/\/127\.0\.0\.1:\d+\/?/g) ?? [];
    expect(addresses).toEqual([addresses[0], addresses[1], `${addresses[0]}/`]);
    expect(greeting).toContain(`控制台 console    ${addresses[0]}/`);
    expect(greeting).toContain('out_sub_mch_id    sz01KzuCUOmw8yjtPite');
    expect(greeting).not.toContain('{');

    const content = microPayContent(freshNumber(), customersCode('wechat', '0000'));
    await call(addresses[1] as string, 'micro_pay', content, { secret: 'another' });
    await microPay(addresses[0] as string, freshNumber(), customersCode('wechat', '0012'));
    program.kill('SIGTERM');
    const lines = (await errors).trim().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d {2}micro_pay {11}101 \/ 7 {2}.+\(.+\)$/),
      expect.stringMatching(/^\d\d:\d\d:\d\d {2}micro_pay {11}0 {2}no_code$/),
    ]);
  });

  it('explains that a port is taken, to programs and to people', async () => {
    await using server = await startMockServer();
    const { port } = new URL(server.url);
    const told = async ({ program, errors }: Program) => {
      expect(await once(program, 'exit')).toEqual([1, null]);
      return errors;
    };
    const explanation = expect.stringMatching(`^端口 ${port} 已被占用.+--port.+\nPort ${port} is taken.+--port`);
    expect(JSON.parse(await told(start('--port', port)))).toEqual({ level: 60, code: 'EADDRINUSE', msg: explanation });
    expect(await told(endedAfterwards(startInTerminal('--port', port)))).toEqual(explanation);
  });

  it('lets running calls finish before it ends', async () => {
    const { program } = start('--port', '0', '--hosts', '2');
    const { urls } = await firstLine(program);
    await control(urls[0] as string, 'POST', 'faults', { endpoint: 'micro_pay', fault: 'delay', delay_ms: 1_000, times: 2 });
    const calls = urls.map((url) => microPay(url, freshNumber(), customersCode('wechat', '0000')));
    while ((await calledMicroPay(urls[0] as string)) < 2) await new Promise(setImmediate);
    program.kill('SIGTERM');
    expect(await once(program, 'exit')).toEqual([0, null]);
    for (const { authentic, content } of await Promise.all(calls)) {
      expect({ authentic, status: content.status }).toEqual({ authentic: true, status: 0 });
    }
  });

  it('serves the merchants of a fixture, and explains errors in one', async () => {
    const { program } = start('--port', '0', '--fixture', fixtureFile('two-merchants.yaml'));
    const { url } = await firstLine(program);
    const { json } = await control(url, 'GET', 'merchants');
    expect(json.merchants).toHaveLength(3);
    const wrong = start('--port', '0', '--fixture', fixtureFile('misspelt.yaml'));
    expect(await once(wrong.program, 'exit')).toEqual([65, null]);
    expect(await wrong.errors).toMatch(/--fixture: merchants\[0\]\.order_prefix: expected a field of MerchantFixture/);
  });

  it('repeats its random values with the same seed', async () => {
    const said = async () => {
      const { url } = await firstLine(start('--port', '0', '--seed', '7').program);
      return (await control(url, 'GET', 'merchant')).json.private_key;
    };
    expect(await said()).toBe(await said());
  });

  it.each([
    [['--port=65536'], /expected a number from 0 to 65535/],
    [['--port=80x'], /expected a number from 0 to 65535/],
    [['--hosts=0'], /expected a number from 1 to 100/],
    [['--bogus'], /unknown option/],
    [['serve'], /too many arguments/],
  ])('ends with status 64 for the arguments %j', async (options, reason) => {
    const { program, errors } = start(...options);
    expect(await once(program, 'exit')).toEqual([64, null]);
    expect(await errors).toMatch(reason);
  });
});

async function calledMicroPay(url: string): Promise<number> {
  const { calls } = (await control(url, 'GET', 'state')).json as { calls: Record<string, number> };
  return calls.micro_pay ?? 0;
}
