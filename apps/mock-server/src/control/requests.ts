import { Message } from '@cloudpay/proto';
import type { HostFaultKind } from '../hosts/health.ts';
import type { CallbackRules } from '../service/callbacks/callbacks.ts';
import type { FaultKind } from '../service/faults/fault.ts';

/** Chooses a merchant. */
export interface MerchantChoice {
  /** Default: all merchants. */
  readonly outSubMchId?: string;
}
/** The schema of a {@link MerchantChoice} for the control API. */
export const MerchantChoice = new Message<MerchantChoice>('MerchantChoice', { out_sub_mch_id: { type: 'string' } });

/** Chooses a part of the state. */
export interface StateChoice extends MerchantChoice {
  /** The maximum number of orders, refunds, logins and callbacks per merchant; the latest are returned. Default: all. */
  readonly last?: number;
}
/** The schema of a {@link StateChoice} for the control API. */
export const StateChoice = new Message<StateChoice>('StateChoice', {
  out_sub_mch_id: { type: 'string' },
  last: { type: 'int32', min: 0 },
});

/** A fault for the next calls of an endpoint. */
export interface Fault {
  /** For example `refund`. */
  readonly endpoint: string;
  readonly fault: FaultKind;
  /** How many calls fail. 0 removes the pending faults of this endpoint. Default: 1. */
  readonly times?: number;
  /** How late the response of a `delay` is, or how long a `hold` lasts, in milliseconds. */
  readonly delayMs?: number;
}
/** The schema of a {@link Fault} for the control API. */
export const Fault = new Message<Fault>('Fault', {
  endpoint: { type: 'string', required: true },
  fault: { type: 'string', required: true },
  times: { type: 'int32', min: 0 },
  delay_ms: { type: 'int32', min: 0 },
});

/** Scans a login code, as a member of staff or as someone who denies the login. */
export interface LoginScan {
  /** The staff member who scans. A number that is not in the shop is refused, as by the service. */
  readonly staffId?: string;
  readonly deny?: boolean;
}
/** The schema of a {@link LoginScan} for the control API. */
export const LoginScan = new Message<LoginScan>('LoginScan', {
  staff_id: { type: 'string', maxLength: 64 },
  deny: { type: 'bool' },
});

/** Changes the keys of encrypted configurations. */
export interface CipherRotation extends MerchantChoice {
  /** Whether to stop handing out the older keys. Default: false. */
  readonly withdraw?: boolean;
}
/** The schema of a {@link CipherRotation} for the control API. */
export const CipherRotation = new Message<CipherRotation>('CipherRotation', {
  withdraw: { type: 'bool' },
  out_sub_mch_id: { type: 'string' },
});

/** How the service writes values that decide nothing. */
export interface MannerChoice {
  /** `exact` echoes every byte. `careless` rewrites values as other systems do, but never amounts, states or numbers. */
  readonly manner: 'exact' | 'careless';
  /** `terminals`: careless only as far as official terminals can read the response. */
  readonly for?: 'terminals';
}
/** The schema of a {@link MannerChoice} for the control API. */
export const MannerChoice = new Message<MannerChoice>('MannerChoice', {
  manner: { type: 'string', required: true },
  for: { type: 'string' },
});

/** The destination of callbacks. */
export interface CallbackTarget extends MerchantChoice {
  /** Absent or empty: no callbacks. */
  readonly url?: string | undefined;
  /** The key that signs callbacks. Default: `provider`. `merchant` is the older rule. */
  readonly key?: CallbackRules['key'];
  /**
   * When a callback counts as received. Default: `http200`, any response with HTTP 200. `status0` is the older rule: the
   * content has status 0.
   */
  readonly rule?: CallbackRules['rule'];
}
/** The schema of a {@link CallbackTarget} for the control API. */
export const CallbackTarget = new Message<CallbackTarget>('CallbackTarget', {
  url: { type: 'string', maxLength: 2048 },
  key: { type: 'string' },
  rule: { type: 'string' },
  out_sub_mch_id: { type: 'string' },
});

/** Makes a host fail, or repairs it. */
export interface HostFault {
  readonly fault: HostFaultKind;
  /** The delay of a `slow` host, in milliseconds. Default: 3,000. */
  readonly delayMs?: number;
}
/** The schema of a {@link HostFault} for the control API. */
export const HostFault = new Message<HostFault>('HostFault', {
  fault: { type: 'string', required: true },
  delay_ms: { type: 'int32', min: 0 },
});
