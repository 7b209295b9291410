import type { CloudPayError, Configuration } from '@cloudpay/core';
import type { ClientShopInfo, ManagerType } from '@cloudpay/proto';
import type { LoginParameter } from './parameters.ts';
import type { Shop } from './shop.ts';

/** Parameters are missing: ask the user for them and call again. Nothing was sent. */
export interface ParametersMissing {
  readonly result: 'parametersMissing';
  /** The C SDK's code: above 0. */
  readonly code: 1;
  readonly missing: readonly LoginParameter[];
}

/** The QR code to show. It holds no secret. */
export interface QrCode {
  readonly result: 'qr';
  readonly code: 0;
  /** 二维码链接: the text of the QR code. */
  readonly url: string;
  /** 登入标识: the public id of this scan. */
  readonly activator: string;
  /** 有效期: how long the code can be scanned, in seconds. */
  readonly ttl: number;
}

/** The person who scanned is not staff or declined, or the service does not know the shop. */
export interface Refused {
  readonly result: 'refused';
  readonly code: -1;
  readonly error: CloudPayError;
}

/** Nobody scanned in time: start again. */
export interface Expired {
  readonly result: 'expired';
  readonly code: -1;
}

/**
 * The service was not reachable, or does not know the result yet. Nothing is decided: you may wait again until the code expires.
 */
export interface Unreachable {
  readonly result: 'unreachable';
  readonly code: -2;
  readonly error: CloudPayError;
}

/** The person who scanned. */
export interface Person {
  /** 身份: the identity, as the service sends it. */
  readonly identity?: string;
  /** 店员编号: their staff number in the shop. */
  readonly staffId?: string;
  /** 店员姓名 */
  readonly staffName?: string;
  /** 退款权限: whether they may refund; absent when the service does not say. */
  readonly refundAuth?: boolean;
  /** 管理员类型: may contain numbers that this version does not know. */
  readonly roles: readonly ManagerType[];
}

/** A member of staff scanned. */
export interface LoggedIn extends Person, Shop {
  readonly result: 'loggedIn';
  /** 1 while there is no configuration: ask the user for it, and pass it to `initialize`. */
  readonly code: 0 | 1;
  /** 云支付订单前缀: the prefix of the merchant's order and refund numbers. */
  readonly cloudCashierId?: string;
  readonly merchantName?: string;
  /** The shops that the person may act for. */
  readonly shops: readonly ClientShopInfo[];
  /** The content of the encrypted file, decrypted and checked. Printing it does not show the keys. Absent at the first start. */
  readonly configuration?: Configuration;
}

/** The scan proved a person's identity. It has no other effect. */
export interface Identified extends Person {
  readonly result: 'identified';
  readonly code: 0;
}

/** The result of `login` and `identify`. */
export type ScanStart = QrCode | ParametersMissing | Refused | Unreachable;

/**
 * The outcome of a login.
 *
 * @example
 * const outcome = await login.waitForLogin();
 * switch (outcome.result) {
 *   case 'loggedIn': await login.initialize(outcome.configuration ?? (await askForConfiguration())); break;
 *   case 'refused': show('不是本店店员'); break;
 *   case 'expired': showAnotherCode(); break;
 *   case 'unreachable': show('网络不通', outcome.error.message); break;
 * }
 */
export type LoginOutcome = LoggedIn | Refused | Expired | Unreachable;

/** The outcome of an identification. */
export type IdentificationOutcome = Identified | Refused | Expired | Unreachable;
