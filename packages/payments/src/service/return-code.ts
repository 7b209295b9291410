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
 * The return code of the C SDK for an outcome, for programs that are ported: `cloud_pay_query_order`, `cloud_pay_cancel_order`,
 * `cloud_pay_refund` and `cloud_pay_query_refund`. The C code −3 (an error of the SDK) is a thrown error here.
 *
 * @param outcome of an order, a cancellation or a refund
 * @returns 0 for success, else −1 to −7
 * @example returnCodeOf(await payment.result()) // 0 when the shop was paid
 */
export function returnCodeOf({ result }: { readonly result: keyof typeof codes }): number {
  return codes[result];
}
