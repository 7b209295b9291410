import { CloudPayError } from '@cloudpay/core';
import { CallbackError } from './callback-error.ts';

/** The service contradicts its own callback. */
export function contradicted(): CallbackError {
  return new CallbackError('contradicted', '云支付查无此事 (Cloud Pay itself, when asked, says otherwise)');
}

/** The service does not confirm its callback yet: its parts learn of a payment one after the other. */
export function notConfirmed(): CloudPayError {
  return new CloudPayError('云支付尚未确认回调的内容 (Cloud Pay does not confirm yet what its callback tells)', {
    code: 'SERVICE_UNCERTAIN',
    outcome: 'unknown',
  });
}
