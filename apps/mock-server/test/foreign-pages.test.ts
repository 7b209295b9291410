import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import { customersCode, envelope, freshNumber, microPayContent, post } from './support/client.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

const body = () => envelope(microPayContent(freshNumber(), customersCode('wechat', '0000')));

it.each([
  { origin: 'https://evil.example', 'content-type': 'text/plain' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { origin: 'null' },
])('a call that a browser marks as another page is refused: %j', async (headers) => {
  expect(await post(server.url, '/cpay/micro_pay', body(), headers)).toMatchObject({
    http: 403,
    authentic: undefined,
    content: { status: 101 },
  });
  expect(server.state()).toMatchObject({ orders: [], calls: {} });
  // Such a page must not fill the record.
  expect(server.exchanges({ last: 1 })).toMatchObject([{ endpoint: 'micro_pay', request: { text: '' } }]);
});

it('a call from a page of this server, or from a program, is accepted', async () => {
  for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, { origin: server.url }, {}]) {
    expect(await post(server.url, '/cpay/micro_pay', body(), headers)).toMatchObject({ http: 200, content: { status: 0 } });
  }
});
