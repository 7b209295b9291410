import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import { call } from './support/client.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

const mch = { mch_id: '1900007941', sub_mch_id: '1900008341', shop_id: '432' };
const out = { out_mch_id: 'sz01lXKA6DKGjNzr2l4B', out_sub_mch_id: 'sz01KzuCUOmw8yjtPite', out_shop_id: 'sz011biKxOguirmBqiFR' };
const ask = (content: object, authenInfo: unknown = null) =>
  call(server.url, 'query_identity_mapping', content, { authenInfo });

describe('query_identity_mapping', () => {
  it.each([{ mch }, { out }])('needs no key and answers without a code: %j', async (content) => {
    const reply = await ask(content);
    expect(reply).toMatchObject({ authentic: undefined, content: { status: 0, query_identity_mapping: out } });
    expect(reply.content.query_identity_mapping).toMatchObject({
      wx_author_codes: ['10', '11', '12', '13', '14', '15'],
      ali_author_codes: ['25', '26', '27', '28', '29', '30'],
    });
  });

  it('ignores a code', async () => {
    expect((await ask({ mch }, { a: { authen_type: 1, authen_code: 'whatever' } })).content.status).toBe(0);
  });

  it.each([
    ['mch', {}],
    ['mch.mch_id', { mch: { ...mch, mch_id: '1' } }],
    ['mch.sub_mch_id', { mch: { ...mch, sub_mch_id: undefined } }],
    ['mch.shop_id', { mch: { ...mch, shop_id: '433' } }],
    ['out.out_sub_mch_id', { out: { ...out, out_sub_mch_id: '1' } }],
    ['out.out_shop_id', { out: { ...out, out_shop_id: '1' } }],
  ])('names %s if it is unknown', async (field, content) => {
    const { content: response } = await ask(content);
    expect(response).toMatchObject({ status: 101, description: expect.stringContaining(`${field}:`) });
  });
});
