import { queryOrderEndpoint } from '@cloudpay/proto';
import { expect, test } from 'vitest';
import { connectionProblem, responseProblem } from '../../src/transport/connection-problem.ts';
import { query, setUp } from '../helpers/client.ts';
import { rejectionOf } from '../helpers/thrown.ts';

const url = 'https://pay.qcloud.com/cpay/query_order';
const coded = (code: string, inner: object = {}) => Object.assign(new Error('x'), { code, ...inner });

test.each<[string, unknown, string, RegExp]>([
  ['a refused port', coded('ECONNREFUSED'), 'ECONNREFUSED', /端口拒绝.*refused/],
  ['a name that is not found', coded('ENOTFOUND'), 'ENOTFOUND', /主机名.*DNS/],
  ['a name server that does not answer', coded('EAI_AGAIN'), 'EAI_AGAIN', /DNS/],
  ['silence', coded('ETIMEDOUT'), 'ETIMEDOUT', /防火墙.*firewall/],
  ['an unknown authority', coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', /NODE_EXTRA_CA_CERTS/],
  ['a cause deep down', new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }), 'ECONNREFUSED', /baseUrls/],
  ['one that wraps another', coded('UND_ERR', { cause: coded('CERT_HAS_EXPIRED') }), 'CERT_HAS_EXPIRED', /过期.*expired/],
  ['several addresses', new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]), 'ECONNREFUSED', /端口拒绝/],
  ['what nobody knows', coded('EODD'), 'EODD', /连接出错/],
  ['no error', 'text', 'UNKNOWN', /连接出错/],
  ['nothing', undefined, 'UNKNOWN', /连接出错/],
])('%s is named', (_, thrown, code, message) => {
  const problem = connectionProblem(url, thrown);
  expect(problem).toEqual({ code, message: expect.stringMatching(message), url });
});

test('an error that is its own cause is named too', () => {
  const error = coded('EODD');
  error.cause = error;
  expect(connectionProblem(url, error)).toMatchObject({ code: 'EODD' });
});

const head = (status: number, location?: string) => ({ status, location });

test.each<[string, string, ReturnType<typeof head> | undefined, string, RegExp]>([
  ['415', '{}', head(415), 'HTTP_415', /415.*网关.*gateway/],
  ['404', 'no', head(404), 'HTTP_404', /baseUrls/],
  ['407', 'no', head(407), 'HTTP_407', /代理/],
  ['502', '<html>', head(502), 'HTTP_502', /502.*网关/],
  ['a redirect', '', head(302, 'http://portal.example/login?id=1'), 'HTTP_REDIRECT', /http:\/\/portal\.example: /],
  ['a redirect to nowhere', '', head(301), 'HTTP_REDIRECT', /登录网络/],
  ['a page', '<!doctype html>', head(200), 'HTTP_PAGE', /登录网络.*log in/],
  ['a page of a transport that tells no head', ' <html>', undefined, 'HTTP_PAGE', /网页/],
  ['JSON of another service', '{"ok":true}', head(200), 'HTTP_FOREIGN', /baseUrls/],
])('a response that is %s is named', (_, text, told, code, message) => {
  const problem = responseProblem(url, text, told);
  expect(problem).toEqual({ code, message: expect.stringMatching(message), url });
  expect(problem.message).not.toContain('id=1');
});

test('a call and a ping tell what the host answered in the place of Cloud Pay', async () => {
  const { client } = setUp({
    response: ({ onHead }) => {
      onHead?.(head(502));
      return '<html>Bad Gateway</html>';
    },
    configuration: { baseUrls: ['https://a.cn'] },
  });
  const expected = { code: 'HTTP_ERROR', outcome: 'unknown', connection: { code: 'HTTP_502' } };
  const error = await rejectionOf(client.call(queryOrderEndpoint, query));
  expect(error).toMatchObject({ ...expected, connection: { url: 'https://a.cn/cpay/query_order' }, host: 'https://a.cn' });
  expect(error.message).toContain('https://a.cn/cpay/query_order');
  expect(JSON.parse(JSON.stringify(error.connection))).toEqual(error.connection);
  expect(await rejectionOf(client.ping())).toMatchObject({ ...expected, endpoint: 'ping' });
});
