import type { TracedFacts } from '../base/tracing.ts';

/** The numbers of the order and the refund that a request is about. */
export interface Numbers {
  readonly outTradeNo?: string;
  readonly outRefundNo?: string;
}

/** One call, on the tracing channel `cloudpay:call`. */
export interface CallMessage extends TracedFacts, Numbers {
  /** Such as `micro_pay`. */
  readonly endpoint: string;
  /** Base URL of the host, such as `https://pay.qcloud.com`. */
  readonly host: string;
}

/** A client goes to another host, on the channel `cloudpay:host`. */
export interface HostMessage {
  /** Base URLs. */
  readonly from: string;
  readonly to: string;
  /** `failed`: the host did not answer a call as it should. `recovered`: a preferred host answers again. */
  readonly reason: 'failed' | 'recovered';
}

/** The messages of the channels of a client, by the name of the channel. */
export interface ClientChannels {
  readonly 'cloudpay:call': CallMessage;
  readonly 'cloudpay:host': HostMessage;
}

/** The numbers in the content of a request, which was checked: they stand at its top or in one of its parts. */
export function numbersIn(content: object): Numbers {
  for (const part of [content, ...Object.values(content)]) {
    const { outTradeNo, outRefundNo } = (part ?? {}) as Numbers;
    if (outTradeNo) return { outTradeNo, ...(outRefundNo && { outRefundNo }) };
  }
  return {};
}
