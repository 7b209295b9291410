import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import { authenCode, call, customersCode, freshNumber, microPay, microPayContent, refundContent } from './support/client.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

async function paidOrder() {
  const outTradeNo = freshNumber();
  await microPay(server.url, outTradeNo, customersCode('wechat', '0000'));
  return outTradeNo;
}

describe('a signature instead of the authentication code', () => {
  const signature = (content: string, privateKey: string, saltLength: number) =>
    sign('sha256', Buffer.from(content), { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }).toString(
      'base64',
    );

  it.each([222, 32])('is accepted for a refund (salt of %i bytes)', async (saltLength) => {
    const content = `${JSON.stringify(refundContent(await paidOrder(), freshNumber()))}\n`;
    const authenInfo = { s: { sign_type: 1, sign: signature(content, server.merchant.privateKey, saltLength) } };
    expect(await call(server.url, 'refund', content, { authenInfo })).toMatchObject({
      authentic: true,
      content: { status: 0 },
    });
  });

  it.each(['of another key', 'of another content', 'that is none', 'beside a wrong code'])(
    'is refused when it is one %s',
    async (what) => {
      const content = JSON.stringify(refundContent(await paidOrder(), freshNumber()));
      const { privateKey: other } = generateKeyPairSync('rsa', {
        modulusLength: 2048,
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        publicKeyEncoding: { type: 'spki', format: 'pem' },
      });
      const own = server.merchant.privateKey;
      const authenInfo = {
        'of another key': { s: { sign_type: 1, sign: signature(content, other, 222) } },
        'of another content': { s: { sign_type: 1, sign: signature(`${content} `, own, 222) } },
        'that is none': { s: { sign_type: 1, sign: 'AAAA' } },
        'beside a wrong code': {
          s: { sign_type: 1, sign: signature(content, own, 222) },
          a: { authen_type: 1, authen_code: authenCode(content, 'other') },
        },
      }[what];
      const reply = await call(server.url, 'refund', content, { authenInfo });
      expect(reply).toMatchObject({ authentic: undefined, content: { status: 101, internal_status: 7 } });
    },
  );

  it('is refused for all other calls', async () => {
    const content = JSON.stringify(microPayContent(freshNumber(), customersCode('wechat', '0000')));
    const authenInfo = { s: { sign_type: 1, sign: signature(content, server.merchant.privateKey, 222) } };
    const reply = await call(server.url, 'micro_pay', content, { authenInfo });
    expect(reply).toMatchObject({ authentic: undefined, content: { status: 101, internal_status: 7 } });
  });
});
