import { PayPlatform } from '@cloudpay/proto';
import { onTestFinished } from 'vitest';
import { CloudPayError, type ErrorCode } from '../../src/base/errors.ts';
import { type Configuration, type ConfigurationInput, createConfiguration } from '../../src/models/configuration.ts';
import type { ClientPorts } from '../../src/transport/base-client.ts';
import { CloudPayClient } from '../../src/transport/client.ts';
import type { CallEvent } from '../../src/transport/events.ts';
import type { HttpRequest, Transport } from '../../src/transport/transport.ts';
import { merchant, sealResponse } from './merchant.ts';
import { SimulatedClock } from './simulated-clock.ts';

const { outMchId, outSubMchId, outShopId, deviceId } = merchant;
export const authorCode = '134520273825387649';
export const query = { payMchKey: { outMchId, outSubMchId, outShopId }, outTradeNo: 'sz010002cz11566803216' };
export const payment = {
  payMchKey: { payPlatform: PayPlatform.WechatPay, outMchId, outSubMchId, outShopId },
  payContent: { outTradeNo: 'sz010002cz11566803216', authorCode, totalFee: 1, feeType: 'CNY', body: '生活用品套餐' },
  orderClient: { deviceId, terminalType: 3, machineNo: '824', sdkVersion: '1.0.0', spbillCreateIp: '10.0.0.8' },
};
export const paid = {
  status: 0,
  description: '操作成功。',
  log_id: 4_049_520_517,
  internal_status: 0,
  query_order: {
    order_content: { out_trade_no: 'sz010002cz11566803216', total_fee: 1 },
    nonce_str: 'beM31vIaC1rgyDIX43fJxjhs',
  },
};

/** A transport with prepared responses: a text, or a function of the request. */
class FakeTransport implements Transport {
  readonly requests: HttpRequest[] = [];
  closed = false;
  readonly response: (request: HttpRequest) => string | Promise<string>;

  constructor(response: string | ((request: HttpRequest) => string | Promise<string>)) {
    this.response = typeof response === 'string' ? () => response : response;
  }

  async post(request: HttpRequest): Promise<string> {
    this.requests.push(request);
    return this.response(request);
  }

  close(): void {
    this.closed = true;
  }
}

interface Setup extends Partial<ClientPorts> {
  readonly response?: ConstructorParameters<typeof FakeTransport>[0];
  readonly configuration?: Partial<ConfigurationInput>;
}

export function setUp({ response = sealResponse(paid), configuration = {}, ...ports }: Setup = {}) {
  const transport = new FakeTransport(response);
  const clock = new SimulatedClock();
  const events: CallEvent[] = [];
  const onEvent = (event: CallEvent) => void events.push(event);
  const checked: Configuration = createConfiguration({ ...merchant, ...configuration });
  const client = new CloudPayClient(checked, { transport, clock, onEvent, ...ports });
  onTestFinished(() => client.close());
  return { client, transport, clock, events, configuration: checked };
}

/** A transport failure, as the HTTP transport throws it. */
export const failure = (code: ErrorCode) => () => {
  throw new CloudPayError('x', { code, outcome: code === 'NOT_CONNECTED' ? 'failed' : 'unknown' });
};

/** The content of a request. */
export function openRequest({ body }: HttpRequest) {
  const { request_content, authen_info } = JSON.parse(body);
  return { text: request_content as string, content: JSON.parse(request_content), authenInfo: authen_info };
}
