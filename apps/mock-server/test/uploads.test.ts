import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import { call, orderClient, payMchKey } from './support/client.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

const { pay_platform: _none, ...ids } = payMchKey;
const common = { ...ids, order_client: orderClient, nonce_str: 'x' };
const machineInfo = JSON.stringify({ cpu: '12%', memory: '40%' });
const result = {
  interface: 100,
  status: 0,
  description: 'ok',
  time_cost: 340,
  start_time: 1_568_810_077,
  log_id: 4_294_967_295,
  domain_name: 'pay.qcloud.com',
  logs: ['20:34:37.123 sent'],
};
const report = { ...common, interval: 60, is_compress: false };
const plain = { ...report, uncompressed_monitor_info: { client_int_results: [result], machine_info: machineInfo } };
const packed = { ...report, is_compress: true, compress_type: 3, compressed_monitor_info: 'H4sIAAAAAAAA' };

const upload = (endpoint: string, content: object) => call(server.url, endpoint, content);

describe('upload_client_monitor_info', () => {
  it.each([
    ['plain', plain],
    ['plain, as clients send it that leave out what is false', { ...plain, is_compress: undefined }],
    ['packed', packed],
  ])('accepts a report (%s) and keeps the interval', async (_what, content) => {
    const reply = await upload('upload_client_monitor_info', content);
    expect(reply).toMatchObject({
      authentic: true,
      content: { status: 0, upload_client_monitor_info: { interval: 0, nonce_str: expect.stringMatching(/^.{32}$/) } },
    });
  });

  it.each<[string, object]>([
    ['out_mch_id', { out_mch_id: 'sz01Nobody' }],
    ['out_shop_id', { out_shop_id: undefined }],
    ['order_client', { order_client: undefined }],
    ['interval', { interval: undefined }],
    ['interval', { interval: '60' }],
    ['nonce_str', { nonce_str: 'x'.repeat(33) }],
    ['uncompressed_monitor_info', { uncompressed_monitor_info: undefined }],
    ['uncompressed_monitor_info.machine_info', { uncompressed_monitor_info: { client_int_results: [result] } }],
    ['uncompressed_monitor_info.machine_info', { uncompressed_monitor_info: { machine_info: 'Windows' } }],
    [
      'uncompressed_monitor_info.client_int_results[0].time_cost',
      { uncompressed_monitor_info: { client_int_results: [{ time_cost: 'x' }] } },
    ],
    ['compressed_monitor_info', { compressed_monitor_info: 'H4sI' }],
    ['compress_type', { ...packed, compress_type: undefined, uncompressed_monitor_info: undefined }],
    ['compressed_monitor_info', { ...packed, compressed_monitor_info: undefined, uncompressed_monitor_info: undefined }],
    ['uncompressed_monitor_info', packed],
  ])('names %s if it is wrong: %j', async (field, change) => {
    const { content } = await upload('upload_client_monitor_info', { ...plain, ...change });
    expect(content).toMatchObject({ status: 101, description: expect.stringContaining(` ${field}: expected`) });
  });
});

describe('upload_client_conf_info', () => {
  it("accepts the description of a till's machine", async () => {
    const reply = await upload('upload_client_conf_info', { ...common, machine_info: machineInfo });
    expect(reply).toMatchObject({
      authentic: true,
      content: { status: 0, upload_client_conf_info: { nonce_str: expect.any(String) } },
    });
  });

  it.each([undefined, '', 'Windows', '[]'])('names machine_info if it is %j', async (machine_info) => {
    const { content } = await upload('upload_client_conf_info', { ...common, machine_info });
    expect(content).toMatchObject({ status: 101, description: expect.stringContaining('machine_info') });
  });
});
