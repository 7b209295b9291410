import type { CloudPayError, Configuration } from '@cloudpay/core';
import type { ClientShopInfo, ManagerType } from '@cloudpay/proto';
import type { LoginParameter } from './parameters.ts';
import type { Shop } from './shop.ts';

/** Ids are missing: ask the user for them and call again. Nothing was sent. */
export interface ParametersMissing {
  readonly result: 'parametersMissing';
  /** The C SDK's code: above 0. */
  readonly code: 1;
  readonly missing: readonly LoginParameter[];
}

/** A code to show. It holds no secret. */
export interface QrCode {
  readonly result: 'qr';
  readonly code: 0;
  /** 二维码链接: the text of the QR code. */
  readonly url: string;
  /** 登入标识: the public id of this scan. */
  readonly activator: string;
  /** 有效期: for how long the code can be scanned, in seconds. */
  readonly ttl: number;
}

/** Whoever scanned is not staff, or said no; or the service does not know the shop. */
export interface Refused {
  readonly result: 'refused';
  readonly code: -1;
  readonly error: CloudPayError;
}

/** Nobody scanned in time: begin again. */
export interface Expired {
  readonly result: 'expired';
  readonly code: -1;
}

/** The service could not be asked, or does not know itself. Nothing is decided: the same wait may be begun again while the code lives. */
export interface Unreachable {
  readonly result: 'unreachable';
  readonly code: -2;
  readonly error: CloudPayError;
}

/** Who scanned. */
export interface Person {
  /** 身份: who, as the service tells it. */
  readonly identity?: string;
  /** 店员编号: their staff number in the shop. */
  readonly staffId?: string;
  /** 店员姓名 */
  readonly staffName?: string;
  /** 退款权限: whether they may refund, where the service tells. */
  readonly refundAuth?: boolean;
  /** 管理员类型: numbers that this version does not know are kept. */
  readonly roles: readonly ManagerType[];
}

/** A member of staff scanned. */
export interface LoggedIn extends Person, Shop {
  readonly result: 'loggedIn';
  /** 1 as long as there is no configuration: ask the user for it, and hand it to `initialize`. */
  readonly code: 0 | 1;
  /** 云支付订单前缀: what the merchant's order and refund numbers begin with. */
  readonly cloudCashierId?: string;
  readonly merchantName?: string;
  /** The shops that the person may act for. */
  readonly shops: readonly ClientShopInfo[];
  /** What the encrypted file held, decrypted and checked. Its keys do not show when it is printed. Absent at the first start. */
  readonly configuration?: Configuration;
}

/** The scan proved who someone is, and did nothing else. */
export interface Identified extends Person {
  readonly result: 'identified';
  readonly code: 0;
}

/** What `login` and `identify` come to. */
export type ScanStart = QrCode | ParametersMissing | Refused | Unreachable;

/**
 * How a login went.
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

/** How an identification went. */
export type IdentificationOutcome = Identified | Refused | Expired | Unreachable;
