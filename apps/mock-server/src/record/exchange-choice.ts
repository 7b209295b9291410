import { Message } from '@cloudpay/proto';

/** Which exchanges. */
export interface ExchangeChoice {
  /** Default: every merchant's. */
  readonly outSubMchId?: string;
  /** A call by its name on the wire, such as `micro_pay`. Default: all. */
  readonly endpoint?: string;
  /** At most this many, the latest. Default: all that are kept. */
  readonly last?: number;
}
/** The form of an {@link ExchangeChoice}, which the control API checks. */
export const ExchangeChoice = new Message<ExchangeChoice>('ExchangeChoice', {
  out_sub_mch_id: { type: 'string' },
  endpoint: { type: 'string' },
  last: { type: 'int32', min: 0 },
});
