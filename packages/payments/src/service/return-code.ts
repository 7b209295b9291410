/** The C SDK's return code for each result. */
const codes = {
  paid: 0,
  succeeded: 0,
  cancelled: 0,
  failed: -1,
  unknown: -2,
  partlyRefunded: -4,
  refunded: -4,
  reversed: -4,
  closed: -4,
  awaitingPayment: -5,
  reentryConflict: -6,
  notFound: -7,
} as const;

/**
 * The return code that the C SDK gives for an outcome, for those who port: `cloud_pay_query_order`, `cloud_pay_cancel_order`,
 * `cloud_pay_refund` and `cloud_pay_query_refund`. The code −3 (fault of the SDK) is an error that is thrown here.
 *
 * @param outcome of an order, a cancellation or a refund
 * @example returnCodeOf(await payment.result()) // 0 when the shop was paid
 */
export function returnCodeOf({ result }: { readonly result: keyof typeof codes }): number {
  return codes[result];
}
