import type { CloudPayError } from '@cloudpay/core';
import { InternalStatus, Status } from '@cloudpay/proto';

/** The service says that an order has the number already: status 102, or 104 with 407. */
export function isNumberUsed(error: CloudPayError): boolean {
  return error.fresh !== false && (error.status === Status.NumberUsed || isConflict(error));
}

/** Status 104 with 407: the number was used before, with other content. */
export function isConflict({ status, internalStatus }: CloudPayError): boolean {
  return status === Status.Failed && internalStatus === InternalStatus.ReentryConflict;
}

/** The service refused without an authentication code: usually because the key, the merchant or the shop is wrong. */
export function isCodeless(error: CloudPayError | undefined): boolean {
  return error?.status === Status.InvalidCall && error.authenticated !== true;
}
