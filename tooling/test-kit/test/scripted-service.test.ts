import { expect, test } from 'vitest';
import { authenticationCode, type ScriptedResponse, sealWithLogId, startScriptedService } from '../src/index.ts';

async function callService(url: string, authen_code?: string) {
  const request_content = '{"out_trade_no":"1"}';
  const authen_info = { a: { authen_type: 1, authen_code: authen_code ?? authenticationCode(request_content) } };
  const response = await fetch(`${url}/cpay/query_order`, {
    method: 'POST',
    body: JSON.stringify({ request_content, authen_info }),
  });
  const envelope = JSON.parse(await response.text());
  return { text: envelope.response_content, code: envelope.authen_info?.a.authen_code };
}

test('two equal responses have different authentication codes', () => {
  expect(sealWithLogId({ status: 0 })).not.toBe(sealWithLogId({ status: 0 }));
});

test.each<[ScriptedResponse, 'right' | 'wrong' | 'none']>([
  [{ key: 'query_order', payload: {} }, 'right'],
  [{ content: { status: 104 } }, 'right'],
  [{ key: 'query_order', payload: {}, code: 'wrong' }, 'wrong'],
  [{ key: 'query_order', payload: {}, code: 'none' }, 'none'],
])('%j has the code that the script says', async (scripted, expected) => {
  await using service = await startScriptedService(() => scripted);
  const { text, code } = await callService(service.url);
  expect(JSON.parse(text)).toMatchObject('content' in (scripted as object) ? { status: 104 } : { status: 0, query_order: {} });
  expect(code === undefined ? 'none' : code === authenticationCode(text) ? 'right' : 'wrong').toBe(expected);
  expect(service.received).toEqual([{ endpoint: 'query_order', content: { out_trade_no: '1' } }]);
});

test('a request with a wrong authentication code gets no response and is not recorded', async () => {
  await using service = await startScriptedService(() => ({ content: { status: 0 } }));
  await expect(callService(service.url, '0'.repeat(64))).rejects.toThrow();
  expect(service.received).toEqual([]);
});
