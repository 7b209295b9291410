import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { startMockServer } from '../src/index.ts';
import { customersCode, freshNumber, microPay } from './support/client.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const running: ChildProcess[] = [];

function start(...options: string[]) {
  const program = spawn(process.execPath, ['--conditions=@cloudpay/source', main, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(program);
  return { program, errors: text(program.stderr) };
}

afterEach(() => {
  for (const program of running.splice(0)) program.kill('SIGKILL');
});

async function firstLine(program: ReturnType<typeof start>['program']) {
  let line = '';
  for await (const chunk of program.stdout.setEncoding('utf8')) {
    line += chunk;
    if (line.includes('\n')) break;
  }
  return JSON.parse(line) as { event: string; url: string; merchant: Record<string, unknown> };
}

describe('the program', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('says where it listens, logs without secrets, and ends on %s', async (signal) => {
    const { program, errors } = start('--port', '0');
    const { event, url, merchant } = await firstLine(program);
    expect(event).toBe('listening');
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(merchant).toMatchObject({ out_mch_id: 'sz01lXKA6DKGjNzr2l4B', order_prefixes: ['sz010002cz', '01000052'] });

    const code = customersCode('wechat', '0000');
    expect((await microPay(url, freshNumber(), code)).content.status).toBe(0);
    const held = microPay(url, freshNumber(), customersCode('wechat', '0007')).catch(() => 'cut');
    program.kill(signal);
    expect(await once(program, 'exit')).toEqual([0, null]);
    expect(await held).toBe('cut');

    const lines = (await errors).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ endpoint: 'micro_pay', status: 0, internalStatus: 0, logId: expect.any(Number) }),
    );
    expect(lines.join()).not.toMatch(new RegExp(`${code}|${String(merchant.authen_key)}|request_content|authen_code`));
  });

  it('says clearly that a port is taken', async () => {
    await using server = await startMockServer();
    const { program, errors } = start('--port', new URL(server.url).port);
    expect(await once(program, 'exit')).toEqual([1, null]);
    expect(await errors).toMatch(/port is taken/);
  });

  it.each(['65536', '80x'])('refuses the port %j', async (port) => {
    const { program, errors } = start(`--port=${port}`);
    expect(await once(program, 'exit')).toEqual([1, null]);
    expect(await errors).toMatch(/expected a number from 0 to 65535/);
  });
});
