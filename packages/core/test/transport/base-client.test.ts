import { clientInitializeEndpoint, queryOrderEndpoint } from '@cloudpay/proto';
import { describe, expect, test } from 'vitest';
import { createServiceConfiguration, publicBaseUrls } from '../../src/models/configuration.ts';
import { BaseClient } from '../../src/transport/base-client.ts';
import { CloudPayClient } from '../../src/transport/client.ts';
import { bareResponse, merchant, sealResponse } from '../helpers/merchant.ts';
import { rejectionOf, thrownBy } from '../helpers/thrown.ts';

const { outMchId, outSubMchId, outShopId } = merchant;
const login = { outSubMchId, outShopId, authorizeTerminalType: 1 };
const query = { payMchKey: { outMchId, outSubMchId, outShopId }, outTradeNo: 'sz010002cz11566803216' };

function setUp(response: string) {
  const bodies: string[] = [];
  const transport = {
    post: async ({ body }: { body: string }) => {
      bodies.push(body);
      return response;
    },
    close() {},
  };
  return { client: new BaseClient(createServiceConfiguration({}), { transport }), bodies };
}

describe('a client without a key', () => {
  test('sends no code, and accepts responses of calls that are answered before a key is known', async () => {
    const { client, bodies } = setUp(bareResponse({ status: 0, client_initialize: { activator: 'a', ttl: 180 } }));
    expect(await client.call(clientInitializeEndpoint, login)).toMatchObject({ response: { activator: 'a', ttl: 180 } });
    expect(Object.keys(JSON.parse(bodies[0] as string))).toEqual(['request_content']);
  });

  test('ignores a code that it cannot verify', async () => {
    const { client } = setUp(sealResponse({ status: 0, client_initialize: { activator: 'a' } }));
    expect(await client.call(clientInitializeEndpoint, login)).toMatchObject({ response: { activator: 'a' } });
  });

  test.each([bareResponse, sealResponse])('accepts no other response, with or without a code', async (response) => {
    const { client } = setUp(response({ status: 0, query_order: { order_content: {} } }));
    expect(await rejectionOf(client.call(queryOrderEndpoint, query))).toMatchObject({
      code: 'UNVERIFIED_RESPONSE',
      outcome: 'unknown',
    });
  });

  test('is not a client of a merchant', () => {
    expect(setUp('').client).not.toBeInstanceOf(CloudPayClient);
  });
});

describe('the service configuration', () => {
  test('has the defaults of a configuration', () => {
    expect(createServiceConfiguration({})).toEqual({ baseUrls: publicBaseUrls, timeout: 5_000 });
  });

  test.each<[string, object]>([
    ['baseUrls[0]', { baseUrls: ['http://pay.qcloud.com'] }],
    ['baseUrls', { baseUrls: [] }],
    ['timeout', { timeout: 0 }],
  ])('is checked: %s', (field, input) => {
    expect(thrownBy(() => createServiceConfiguration(input))).toMatchObject({ code: 'INVALID_CONFIGURATION', field });
  });
});
