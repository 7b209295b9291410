import type { Bug } from './bug.ts';

/** Rules 1, 2, 10 and 18: which answers may be believed, and what they are about. */
export const answers: readonly Bug[] = [
  {
    name: 'a response without a code is believed',
    file: 'core/src/transport/envelope.ts',
    right: '!authenticated && !endpoint.answeredBeforeKey && !acceptedWithoutCode.has(result.status)',
    wrong: 'false',
  },
  {
    name: 'a wrong code is believed',
    file: 'core/src/transport/envelope.ts',
    right: 'if (keys.some((key) => verifyAuthenticationCode(key, text, code))) return code.toUpperCase();',
    wrong: 'if (keys.length > 0) return code.toUpperCase();',
  },
  {
    name: 'a response about another order is believed',
    file: 'payments/src/service/order-sdk.ts',
    right: 'if (order.outTradeNo !== expected.outTradeNo) throw aboutAnother(endpoint);',
    wrong: '',
  },
  {
    name: 'a timeout counts as failed',
    file: 'payments/src/wait/after-send.ts',
    right: "function mayHaveArrived({ outcome, status }: CloudPayError): boolean {\n  return outcome === 'unknown'",
    wrong:
      "function mayHaveArrived({ outcome, status, code }: CloudPayError): boolean {\n  return (outcome === 'unknown' && code !== 'TIMEOUT')",
  },
  {
    name: 'a refusal without a code counts like one with a code',
    file: 'payments/src/wait/after-send.ts',
    right: 'const settlesOnlyRequest = isAuthentic && error.status === Status.Failed && wait.sends === 1;',
    wrong: 'const settlesOnlyRequest = wait.sends === 1;',
  },
  {
    name: 'a code to pay with is shown unconfirmed',
    file: 'payments/src/pay/send.ts',
    right: 'if (isConfirmed) return',
    wrong: 'if (!isConfirmed) return',
  },
  {
    name: 'an unknown outcome carries an error that says failed',
    file: 'payments/src/wait/errors.ts',
    right: "if (error.outcome === 'unknown') return error;",
    wrong: 'if (error.outcome !== undefined) return error;',
  },
];
