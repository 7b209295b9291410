import { expect, test } from 'vitest';
import { endpoints } from '../src/index.ts';

/**
 * The calls according to the protocol's documentation, written independently of the schema. Missing properties have their
 * default.
 */
const expected: Record<string, object> = {
  ping: { kind: 'reading', envelope: 'plain', authentication: 'none', responseKey: '', answeredBeforeKey: true },
  micro_pay: { kind: 'charging' },
  scan_code_pay: { kind: 'charging' },
  query_order: { kind: 'reading' },
  reverse: { kind: 'acting' },
  close_order: { kind: 'acting', otherResponseKeys: ['query_order'], mayLackPayload: true },
  refund: { kind: 'acting', authentication: 'codeOrSignature' },
  query_refund_order: { kind: 'reading' },
  client_order_detail: { kind: 'reading', responseKey: 'order_detail_query' },
  query_order_list: { kind: 'reading' },
  query_order_list_overview: { kind: 'reading' },
  client_sub_mch_sales_overview: { kind: 'reading' },
  set_sub_mch_shop_info: { kind: 'acting', responseKey: 'set_shop_info', exactResponse: true },
  query_sub_mch_shop_info: { kind: 'reading', responseKey: 'query_shop_info', exactResponse: true },
  sdk_query_sub_mch_info: { kind: 'reading', responseKey: 'query_sub_mch_info', exactResponse: true },
  query_identity_mapping: { kind: 'reading', authentication: 'none', answeredBeforeKey: true },
  client_initialize: { kind: 'reading', authentication: 'none', answeredBeforeKey: true, exactResponse: true },
  client_try_get_initializers: { kind: 'reading', authentication: 'none', answeredBeforeKey: true, exactResponse: true },
  use_device_setting: {
    kind: 'acting',
    method: 'GET',
    envelope: 'plain',
    authentication: 'none',
    answeredBeforeKey: true,
    exactResponse: true,
  },
  upload_client_monitor_info: { kind: 'reporting' },
  upload_client_conf_info: { kind: 'reporting' },
};

test("every call matches the protocol's documentation", () => {
  const told = endpoints.map(({ request: _request, response: _response, path, ...facts }) => [path, facts]);
  const usual = Object.entries(expected).map(([path, facts]) => [path, { responseKey: path, ...facts }]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(usual));
});

test.each(endpoints.map((endpoint) => [endpoint.path, endpoint] as const))(
  '%s takes and returns its own messages',
  (path, { request, response }) => {
    const name = path.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    expect([request.name, response.name]).toEqual([`${name}Request`, `${name}Response`]);
  },
);
