import { type FieldError, InternalStatus, Status } from '@cloudpay/proto';

/** The content of a refusal's response. */
export interface RefusalContent {
  readonly status: typeof Status.InvalidCall | typeof Status.NumberUsed | typeof Status.Failed;
  readonly internalStatus: number;
  readonly description: string;
}

/** A call that the service refuses. The code that finds the reason throws it; one place writes the response. */
export class Refusal extends Error implements RefusalContent {
  override readonly name = 'Refusal';
  readonly status: RefusalContent['status'];
  readonly internalStatus: number;
  readonly description: string;

  constructor({ status, internalStatus, description }: RefusalContent) {
    super(description);
    this.status = status;
    this.internalStatus = internalStatus;
    this.description = description;
  }
}

/** Refuses a field, by its snake_case path. */
export function refuseField(wirePath: string, expected: string): Refusal {
  return new Refusal({
    ...refusals.invalidField,
    description: `${refusals.invalidField.description} ${wirePath}: expected ${expected}`,
  });
}

export function refuseFieldError(error: FieldError): Refusal {
  return refuseField(error.wirePath, error.expected);
}

/**
 * All refusals of the service. Cloud Pay publishes few values of internal_status, so most numbers here are the sandbox's
 * own.
 */
export const refusals = {
  wrongAuthenticationCode: {
    status: Status.InvalidCall,
    internalStatus: InternalStatus.WrongAuthenticationCode,
    description: '认证码错误 wrong authentication code',
  },
  invalidField: { status: Status.InvalidCall, internalStatus: 9001, description: '参数错误' },
  notAnEnvelope: {
    status: Status.InvalidCall,
    internalStatus: 9002,
    description: '请求格式错误: expected a JSON object with the string request_content',
  },
  notJson: {
    status: Status.InvalidCall,
    internalStatus: 9003,
    description: '请求格式错误 request_content: expected a JSON object',
  },
  unknownEndpoint: { status: Status.InvalidCall, internalStatus: 9004, description: '接口不存在 no such endpoint' },
  numberUsed: { status: Status.NumberUsed, internalStatus: 9101, description: '订单号已使用 order number already used' },
  operatorNotPermitted: {
    status: Status.Failed,
    internalStatus: 9103,
    description: '无退款权限 the person who permits the refund has no right to do so',
  },
  otherTotal: {
    status: Status.Failed,
    internalStatus: 9104,
    description: '订单金额不符 total_fee differs from the amount of the order',
  },
  refundExceedsRest: {
    status: Status.Failed,
    internalStatus: 9105,
    description: '退款金额超过可退金额 the refund exceeds the rest of the order',
  },
  otherTerminal: {
    status: Status.Failed,
    internalStatus: 9106,
    description: '终端不符 only the terminal that took the payment may reverse it',
  },
  notReversible: { status: Status.Failed, internalStatus: 9107, description: '订单不可撤销 the order cannot be reversed' },
  notClosable: {
    status: Status.Failed,
    internalStatus: 9108,
    description: '订单不可关闭 only an unpaid order that is not a micro pay can be closed',
  },
  balanceTooLow: { status: Status.Failed, internalStatus: 9102, description: '余额不足 balance too low' },
  settingExpired: {
    status: Status.Failed,
    internalStatus: 9109,
    description: '配置二维码已过期 the configuration code has expired',
  },
  otherSerialNumber: {
    status: Status.Failed,
    internalStatus: 9110,
    description: '序列号不符 the device is bound: order_client.sn_code must be its serial number',
  },
  deviceBound: {
    status: Status.Failed,
    internalStatus: InternalStatus.DeviceBoundElsewhere,
    description: '设备已绑定其他机具 the device is bound to another terminal',
  },
  loginDenied: {
    status: Status.Failed,
    internalStatus: 3301,
    description: '登入被拒绝 the login was denied: the person is not staff of this shop',
  },
  loginExpired: {
    status: Status.Failed,
    internalStatus: 3302,
    description: '登入已过期 the login has expired or does not exist',
  },
  orderNotFound: { status: Status.Failed, internalStatus: InternalStatus.NoSuchOrder, description: '订单不存在 no such order' },
  noRefund: { status: Status.Failed, internalStatus: InternalStatus.NoRefund, description: '退款单不存在 no such refund' },
  reentryConflict: {
    status: Status.Failed,
    internalStatus: InternalStatus.ReentryConflict,
    description: '订单号重入 the number was used before with other content',
  },
} as const satisfies Record<string, RefusalContent>;
