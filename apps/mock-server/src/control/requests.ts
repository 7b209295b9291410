import { Message } from '@cloudpay/proto';
import type { HostFaultKind } from '../hosts/health.ts';
import type { CallbackRules } from '../service/callbacks/callbacks.ts';
import type { FaultKind } from '../service/faults/fault.ts';

/** Whom something is about. */
export interface MerchantChoice {
  /** Default: every merchant. */
  readonly outSubMchId?: string;
}
/** The form of a {@link MerchantChoice}, which the control API checks. */
export const MerchantChoice = new Message<MerchantChoice>('MerchantChoice', { out_sub_mch_id: { type: 'string' } });

/** How much of the state. */
export interface StateChoice extends MerchantChoice {
  /** At most this many orders, refunds, logins and callbacks of each merchant, the latest. Default: all. */
  readonly last?: number;
}
/** The form of a {@link StateChoice}, which the control API checks. */
export const StateChoice = new Message<StateChoice>('StateChoice', {
  out_sub_mch_id: { type: 'string' },
  last: { type: 'int32', min: 0 },
});

/** The next calls of an endpoint misbehave. */
export interface Fault {
  /** Its name on the wire, such as `refund`. */
  readonly endpoint: string;
  readonly fault: FaultKind;
  /** How many calls; 0 takes back the faults of this endpoint that are still to come. Default 1. */
  readonly times?: number;
  /** How late a `delay` answers, or how long a `hold` holds. */
  readonly delayMs?: number;
}
/** The form of a {@link Fault}, which the control API checks. */
export const Fault = new Message<Fault>('Fault', {
  endpoint: { type: 'string', required: true },
  fault: { type: 'string', required: true },
  times: { type: 'int32', min: 0 },
  delay_ms: { type: 'int32', min: 0 },
});

/** Someone scans a login code: a member of staff, or someone who says no. */
export interface LoginScan {
  /** A number that is no staff's in the shop is refused, as it would be by the service. */
  readonly staffId?: string;
  readonly deny?: boolean;
}
/** The form of a {@link LoginScan}, which the control API checks. */
export const LoginScan = new Message<LoginScan>('LoginScan', {
  staff_id: { type: 'string', maxLength: 64 },
  deny: { type: 'bool' },
});

/** The keys of the encrypted configurations are changed. */
export interface CipherRotation extends MerchantChoice {
  /** Whether the older keys are handed out no more. Default false. */
  readonly withdraw?: boolean;
}
/** The form of a {@link CipherRotation}, which the control API checks. */
export const CipherRotation = new Message<CipherRotation>('CipherRotation', {
  withdraw: { type: 'bool' },
  out_sub_mch_id: { type: 'string' },
});

/** How the service treats what it does not decide by. */
export interface MannerChoice {
  /** `exact` echoes every byte. `careless` rewrites as real systems do, and is right about money all the same. */
  readonly manner: 'exact' | 'careless';
  /** `terminals`: careless only as far as official terminals can read it. */
  readonly for?: 'terminals';
}
/** The form of a {@link MannerChoice}, which the control API checks. */
export const MannerChoice = new Message<MannerChoice>('MannerChoice', {
  manner: { type: 'string', required: true },
  for: { type: 'string' },
});

/** Where callbacks go. */
export interface CallbackTarget extends MerchantChoice {
  /** Left out or empty: nowhere. */
  readonly url?: string | undefined;
  /** Whose key signs them. Default `provider`; `merchant` is the older rule. */
  readonly key?: CallbackRules['key'];
  /** When one counts as received. Default `http200`: any response with HTTP 200; `status0`, the older rule: one whose content says status 0. */
  readonly rule?: CallbackRules['rule'];
}
/** The form of a {@link CallbackTarget}, which the control API checks. */
export const CallbackTarget = new Message<CallbackTarget>('CallbackTarget', {
  url: { type: 'string', maxLength: 2048 },
  key: { type: 'string' },
  rule: { type: 'string' },
  out_sub_mch_id: { type: 'string' },
});

/** A host fails, or is healed. */
export interface HostFault {
  readonly fault: HostFaultKind;
  /** How late a `slow` host is, in milliseconds. Default 3,000. */
  readonly delayMs?: number;
}
/** The form of a {@link HostFault}, which the control API checks. */
export const HostFault = new Message<HostFault>('HostFault', {
  fault: { type: 'string', required: true },
  delay_ms: { type: 'int32', min: 0 },
});
