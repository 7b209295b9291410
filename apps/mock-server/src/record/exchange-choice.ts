import { Message } from '@cloudpay/proto';

/** Chooses exchanges. */
export interface ExchangeChoice {
  /** Default: all merchants. */
  readonly outSubMchId?: string;
  /** For example `micro_pay`. Default: all endpoints. */
  readonly endpoint?: string;
  /** The maximum number; the latest are returned. Default: all that are kept. */
  readonly last?: number;
}
/** The schema of an {@link ExchangeChoice} for the control API. */
export const ExchangeChoice = new Message<ExchangeChoice>('ExchangeChoice', {
  out_sub_mch_id: { type: 'string' },
  endpoint: { type: 'string' },
  last: { type: 'int32', min: 0 },
});
