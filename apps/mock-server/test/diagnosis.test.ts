import { constants, createHmac, generateKeyPairSync, type SignKeyObjectInput, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CostLimit } from '../src/diagnosis/cost-limit.ts';
import { mistakes } from '../src/diagnosis/mistakes.ts';
import { type Diagnosis, type MockServer, startMockServer } from '../src/index.ts';
import {
  authenCode,
  call,
  customersCode,
  freshNumber,
  microPay,
  microPayContent,
  queryContent,
  refundContent,
} from './support/client.ts';
import { makeMerchant } from './support/merchants.ts';
import { mistakenClients } from './support/mistaken-clients.ts';

const teaHouse = makeMerchant({ authenKey: 'fedcba9876543210fedcba9876543210' });

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer({ merchants: [teaHouse] });
});
afterAll(() => server.close());

/** All mistakes that a test below has diagnosed. */
const seen = new Set<string>();

/** The sandbox's diagnosis of the last call. */
function lastDiagnosis(sandbox = server): Diagnosis {
  const [exchange] = sandbox.exchanges({ last: 1 });
  const verdict = exchange?.verdict;
  const found = verdict?.result === 'wrong' ? verdict.diagnosis : verdict?.result === 'authentic' ? verdict.remark : undefined;
  for (const { name } of found?.mistakes ?? []) seen.add(name);
  return found as Diagnosis;
}

function content(): string {
  const payContent = { body: '云支付测试/test <a&b>' };
  // A number whose code has a byte below 0x10. A client that omits leading zeros gets it wrong.
  for (;;) {
    const text = JSON.stringify(microPayContent(freshNumber(), customersCode('wechat', '0000'), { payContent }));
    if (/^(?:..)*0[1-9A-F]/.test(authenCode(text))) return text;
  }
}

describe('a client that', () => {
  it.each(Object.entries(mistakenClients))('%s', async (_what, { mistakes: expected, detail, send }) => {
    const sent = send(content());
    const reply = await call(server.url, 'micro_pay', sent.content, {
      authenInfo: { a: { authen_type: 1, authen_code: sent.code } },
    });
    const found = lastDiagnosis();
    expect(found.mistakes.map(({ name }) => name)).toEqual(expected);
    expect(found.proven).toBe(!expected.includes('unexplained'));
    if (detail !== undefined) expect(found.mistakes.at(-1)?.detail).toBe(detail);
    expect(reply.content).toMatchObject({ status: 101, internal_status: 7 });
    expect(reply.content.description).toContain(found.zh);
    expect(reply.content.description).toContain(found.en);
  });

  it('makes two mistakes at once: a wrong key and a trimmed newline', async () => {
    const text = content();
    const authenInfo = { a: { authen_type: 1, authen_code: authenCode(text, '1f6e3c2b9a8d4e5f7061524334251607') } };
    await call(server.url, 'micro_pay', text, { authenInfo, ending: '\n' });
    expect(lastDiagnosis().mistakes).toEqual([{ name: 'newlineDropped' }, { name: 'keyLowerCase' }]);
  });

  it("uses another merchant's key", async () => {
    await call(server.url, 'micro_pay', content(), { secret: teaHouse.authenKey });
    expect(lastDiagnosis().mistakes).toEqual([{ name: 'keyOfOtherMerchant', detail: teaHouse.outSubMchId }]);
  });

  it('changes the case of the key', async () => {
    const { outMchId: out_mch_id, outSubMchId: out_sub_mch_id, authenKey } = teaHouse;
    const pay_mch_key = { out_mch_id, out_sub_mch_id, out_shop_id: teaHouse.shops[0]?.outShopId };
    const query = { ...queryContent(freshNumber()), pay_mch_key };
    await call(server.url, 'query_order', query, { secret: authenKey.toUpperCase() });
    expect(lastDiagnosis().mistakes).toEqual([{ name: 'keyUpperCase' }]);
  });

  it('sends the code of its last request again', async () => {
    const first = content();
    await call(server.url, 'micro_pay', first);
    const [{ response } = { response: undefined }] = server.exchanges({ last: 1 });
    await call(server.url, 'micro_pay', content(), { authenInfo: { a: { authen_type: 1, authen_code: authenCode(first) } } });
    expect(lastDiagnosis().mistakes).toEqual([{ name: 'codeOfEarlierRequest', detail: String(response?.logId) }]);
  });

  it.each([
    ['sends no authen_info', null, ['authenInfoMissing']],
    ['sends no code', { a: { authen_type: 1 } }, ['codeMissing']],
    ['names another type', { a: { authen_type: 2, authen_code: 'AB' } }, ['authenTypeWrong', 'unexplained']],
    ['signs what has to carry a code', { s: { sign_type: 1, sign: 'AAAA' } }, ['signatureNotTaken']],
  ])('%s', async (_what, authenInfo, expected) => {
    await call(server.url, 'micro_pay', content(), { authenInfo });
    expect(lastDiagnosis().mistakes.map(({ name }) => name)).toEqual(expected);
  });

  it('encodes in GBK', async () => {
    const text = content().replace('云支付测试', '\u4e2d\u6587');
    const gbk = Buffer.concat(
      text
        .split(/(\u4e2d|\u6587)/)
        .map((part) => Buffer.from({ '\u4e2d': 'd6d0', '\u6587': 'cec4' }[part] ?? Buffer.from(part).toString('hex'), 'hex')),
    );
    const authen_code = createHmac('sha256', server.merchant.authenKey).update(gbk).digest('hex').toUpperCase();
    await call(server.url, 'micro_pay', text, { authenInfo: { a: { authen_type: 1, authen_code } } });
    expect(lastDiagnosis().mistakes).toEqual([{ name: 'otherCharset', detail: 'GBK' }]);
  });
});

describe('a refund that is signed', () => {
  const pss = (saltLength: number): Partial<SignKeyObjectInput> => ({ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
  const signed = (text: string, options: object = pss(222), hash = 'sha256', key = server.merchant.privateKey) =>
    sign(hash, Buffer.from(text), { key, ...options });

  async function refund(make: (text: string) => string, signType = 1): Promise<Diagnosis> {
    const outTradeNo = freshNumber();
    await microPay(server.url, outTradeNo, customersCode('wechat', '0000'));
    const text = JSON.stringify(refundContent(outTradeNo, freshNumber()));
    await call(server.url, 'refund', text, { authenInfo: { s: { sign_type: signType, sign: make(text) } } });
    return lastDiagnosis();
  }

  it.each<[string, (text: string) => string, object[]]>([
    ['with PKCS#1 v1.5', (text) => signed(text, {}).toString('base64'), [{ name: 'signPkcs1' }]],
    [
      'over SHA-1',
      (text) => signed(text, pss(20), 'sha1').toString('base64'),
      [
        { name: 'signHash', detail: 'SHA-1' },
        { name: 'signMgf', detail: 'SHA-1' },
      ],
    ],
    ['in hex', (text) => signed(text).toString('hex'), [{ name: 'signOtherEncoding', detail: 'hex' }]],
    ['in base64url', (text) => signed(text).toString('base64url'), [{ name: 'signOtherEncoding', detail: 'base64url' }]],
    ['over a trimmed content', (text) => signed(`${text}\n`).toString('base64'), [{ name: 'newlineAdded' }]],
    [
      'over something else',
      () => signed('something else').toString('base64'),
      [{ name: 'signOtherContent', detail: expect.any(String) }],
    ],
    ['in three bytes', () => 'wxyz', [{ name: 'signLength', detail: '3' }]],
    ['by nothing', () => '', [{ name: 'signMissing' }]],
  ])('%s', async (_how, make, expected) => {
    expect((await refund(make)).mistakes).toEqual(expected);
  });

  it('by an unknown key', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(await refund((text) => signed(text, pss(222), 'sha256', key).toString('base64'))).toMatchObject({
      mistakes: [{ name: 'signOtherKey' }],
      proven: false,
    });
  });

  it('by another merchant', async () => {
    const other = server.merchants.find(({ outSubMchId }) => outSubMchId === teaHouse.outSubMchId);
    const found = await refund((text) => signed(text, pss(222), 'sha256', other?.privateKey).toString('base64'));
    expect(found.mistakes).toEqual([{ name: 'signOtherMerchantsKey', detail: teaHouse.outSubMchId }]);
  });

  it('with another type of signature', async () => {
    expect((await refund((text) => signed(text).toString('base64'), 2)).mistakes).toEqual([
      { name: 'signTypeWrong', detail: '2' },
    ]);
  });

  it('beside a wrong code', async () => {
    const text = JSON.stringify(refundContent(freshNumber(), freshNumber()));
    const authenInfo = {
      a: { authen_type: 1, authen_code: authenCode(`${text}\n`) },
      s: { sign_type: 1, sign: signed(text).toString('base64') },
    };
    await call(server.url, 'refund', text, { authenInfo });
    expect(lastDiagnosis().mistakes).toEqual([{ name: 'signatureNotLookedAt' }, { name: 'newlineAdded' }]);
  });

  it('with a short salt is accepted, with a remark', async () => {
    expect((await refund((text) => signed(text, pss(32)).toString('base64'))).mistakes).toEqual([
      { name: 'signSalt', detail: '32' },
    ]);
    expect(server.exchanges({ last: 1 })[0]).toMatchObject({
      response: { status: 0 },
      verdict: { result: 'authentic', by: 'signature' },
    });
  });
});

describe('the cost of diagnoses', () => {
  it('is limited for one, and for all in a row', () => {
    let now = 0;
    const limit = new CostLimit(() => now);
    const exhaust = () => {
      const mayTry = limit.begin();
      if (mayTry === undefined) return false;
      let tries = 0;
      while (mayTry(10_000)) tries += 1;
      expect(tries).toBeLessThan(200);
      return true;
    };
    let examined = 0;
    while (exhaust()) examined += 1;
    expect(examined).toBeGreaterThan(90);
    now += 1_000;
    expect(exhaust()).toBe(true);
  });

  it('leaves calls undiagnosed instead of delaying them', async () => {
    await using flooded = await startMockServer();
    const wrong = { a: { authen_type: 1, authen_code: 'A'.repeat(64) } };
    const long = JSON.stringify(
      microPayContent(freshNumber(), customersCode('wechat', '0000'), { payContent: { detail: '长'.repeat(1_500) } }),
    );
    for (let sent = 0; sent < 400; sent += 1) await call(flooded.url, 'micro_pay', long, { authenInfo: wrong });
    expect(lastDiagnosis(flooded).mistakes).toEqual([{ name: 'notExamined' }]);
  });
});

it('every mistake of the sandbox was diagnosed above', () => {
  expect(Object.keys(mistakes).filter((name) => !seen.has(name))).toEqual([]);
});
