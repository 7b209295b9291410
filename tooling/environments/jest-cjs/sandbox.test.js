const { writeFileSync } = require('node:fs');
const { startMockServer } = require('@cloudpay/mock-server');

const fixture = `
merchants:
  - out_mch_id: sz01FixtureProvider0
    out_sub_mch_id: sz01TeaHouse00000001
    mch_id: 1900000109
    sub_mch_id: 1900000110
    order_prefixes: [sz0200tea1]
    authen_key: 5E2B9C7A1D4F60839A8B7C6D5E4F3021
    shops:
      - out_shop_id: sz01TeaShop000000001
        shop_id: 1
        shop_name: Tea house
        device_infos: [{ device_id: t1, device_name: Counter }]
        staff_infos: [{ staff_id: 10, staff_name: Keeper, shop_manager: true, refund_auth: true }]
`;

test('the sandbox reads a fixture and shows its console', async () => {
  writeFileSync('merchants.yaml', fixture);
  const server = await startMockServer({ fixture: 'merchants.yaml' });
  expect(server.merchants).toHaveLength(2);
  const page = await fetch(server.configuration.baseUrls[0]);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('/console.js');
  await server.close();
});
