import { describe, expect, test } from 'vitest';
import { mustBeAuthenticated } from '../../src/transport/endpoint.ts';

describe('mustBeAuthenticated', () => {
  test.each(['ping', 'use_device_setting', 'query_identity_mapping', 'client_initialize', 'client_try_get_initializers'])(
    '%s is answered before a key is known',
    (path) => expect(mustBeAuthenticated(path)).toBe(false),
  );

  test.each([
    'micro_pay',
    'scan_code_pay',
    'query_order',
    'reverse',
    'close_order',
    'refund',
    'query_refund_order',
    'client_order_detail',
    'query_order_list',
    'query_order_list_overview',
    'client_sub_mch_sales_overview',
    'set_sub_mch_shop_info',
    'query_sub_mch_shop_info',
    'sdk_query_sub_mch_info',
    'upload_client_monitor_info',
    'upload_client_conf_info',
    // Near misses, and what a plain object would find in its prototype.
    'Ping',
    'ping/',
    '/ping',
    'ping?',
    'micro_pay/ping',
    '',
    'constructor',
    '__proto__',
  ])('%j is not', (path) => expect(mustBeAuthenticated(path)).toBe(true));
});
