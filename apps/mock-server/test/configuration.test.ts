import { expect, test } from 'vitest';
import { startMockServer } from '../src/index.ts';

test('hands out what a client of the default merchant is configured with, and nothing else', async () => {
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
