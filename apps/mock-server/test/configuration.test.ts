import { expect, test } from 'vitest';
import { startMockServer } from '../src/index.ts';

test('returns the configuration of a client of the default merchant, and nothing else', async () => {
  await using server = await startMockServer();
  const { outMchId, outSubMchId, outShopId, deviceId, cloudCashierId, authenKey } = server.merchant;
  expect(server.configuration).toEqual({
    outMchId,
    outSubMchId,
    outShopId,
    deviceId,
    cloudCashierId,
    authenKey,
    baseUrls: [server.url],
  });
});
