// Without its certificate among the trusted ones, nothing is sent to the front, and the error says why.
import assert from 'node:assert/strict';
import { configurationFromEnv, Payments } from '@cloudpay/payments';

const payments = new Payments(configurationFromEnv());
await assert.rejects(payments.warmUp(), ({ code, outcome, connection }) => {
  assert.deepEqual([code, outcome], ['NOT_CONNECTED', 'failed']);
  assert.match(connection.code, /SELF_SIGNED|UNABLE_TO_VERIFY/);
  return true;
});
await payments.close();
