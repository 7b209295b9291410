import { createServer } from 'node:net';
import { startMockServer } from '@cloudpay/mock-server';
import { describe, test } from 'vitest';
import { documentsOf, run } from './support/cli.ts';

const dead = 'http://127.0.0.1:1';

describe.concurrent('ping', { timeout: 30_000 }, () => {
  test('tells of each host, and of the clock', async ({ expect }) => {
    await using server = await startMockServer();
    server.advanceClock(120);
    const args = ['ping', '--base-url', dead, '--base-url', server.url];
    const ended = await run([...args, '--json']);
    expect(ended.status).toBe(0);
    const [document] = documentsOf<{ hosts: { roundTrip: number; clockDifference: number }[] }>(ended);
    expect(document).toMatchObject({
      result: 'reachable',
      code: 0,
      answered: 1,
      hosts: [
        { baseUrl: dead, reachable: false, error: { code: 'NOT_CONNECTED' } },
        { baseUrl: server.url, reachable: true },
      ],
    });
    expect(document?.hosts[1]?.roundTrip).toBeGreaterThan(0);
    expect(document?.hosts[1]?.clockDifference).toBeGreaterThan(118_500);
    expect(document?.hosts[1]?.clockDifference).toBeLessThan(121_500);
    const { stdout } = await run(args);
    expect(stdout).toMatch(/✘ http:\/\/127.0.0.1:1 +无法连接主机/);
    expect(stdout).toMatch(/✔ http:\S+ +\d+ ms +时钟差 clock \+1(?:19|20|21) s/);
    expect(stdout).toContain('请校准');
  });

  test('needs no merchant, and takes the hosts of the variables', async ({ expect }) => {
    await using server = await startMockServer();
    const ended = await run(['ping', '--json'], { env: { CLOUDPAY_BASE_URLS: server.url } });
    expect(ended.status).toBe(0);
    expect(server.state().calls).toEqual({ ping: 1 });
  });

  test('gives a host that hangs its time, and no more', async ({ expect }) => {
    const hanging = createServer();
    await new Promise<void>((ready) => hanging.listen(0, '127.0.0.1', ready));
    const { port } = hanging.address() as { port: number };
    const url = `http://127.0.0.1:${port}`;
    const ended = await run(['ping', '--base-url', url, '--base-url', dead, '--timeout', '2', '--json']);
    hanging.close();
    expect(ended.status).toBe(1);
    const hosts = [{ error: { code: 'TIMEOUT' } }, { error: { code: 'NOT_CONNECTED' } }];
    expect(documentsOf(ended)).toMatchObject([{ result: 'unreachable', code: -1, answered: 0, hosts }]);
  });

  test('refuses what is no host', async ({ expect }) => {
    expect((await run(['ping', '--base-url', 'nonsense'])).status).toBe(3);
  });
});
