import { ArgumentError, checkMessage } from '@cloudpay/core';
import { PayMchKey } from '@cloudpay/proto';

/** 授权人: the person who permits a refund. The service checks that they may. An identification by scan finds out who it is. */
export interface RefundAuthorization {
  /** 授权店员编号: their staff number, at most 64 characters. May be left out for the merchant's own manager. */
  readonly staffId?: string | undefined;
  /** 授权人姓名: at most 32 characters. */
  readonly name?: string | undefined;
  /** 是否子商户管理员: whether they manage the merchant, and so may permit any refund. */
  readonly isSubMchAdmin?: boolean | undefined;
}

/** From this API version on, the service checks who permits a refund. */
const checksOperator = 2;

/**
 * The fields of a refund request that name who permits it.
 *
 * @throws ArgumentError naming the field
 */
export function authorizationContent(authorization: RefundAuthorization | undefined): {
  readonly key: PayMchKey;
  readonly version: { readonly apiVersion?: number };
} {
  if (authorization === undefined) return { key: {}, version: {} };
  const { staffId, name, isSubMchAdmin } = authorization;
  if (!staffId && !isSubMchAdmin) {
    throw new ArgumentError(
      'authorization',
      '应有店员编号，或是商户管理员 (needs a staff number, or the manager of the merchant)',
    );
  }
  const key: PayMchKey = {
    ...(staffId && { authorizationStaffId: staffId }),
    ...(name && { authorizationName: name }),
    ...(isSubMchAdmin !== undefined && { isSubMchAdmin }),
  };
  checkMessage(PayMchKey, key);
  return { key, version: { apiVersion: checksOperator } };
}
