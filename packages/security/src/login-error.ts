import { CloudPayError } from '@cloudpay/core';

/** What can be wrong with a login, beside the codes of every client. */
export type LoginErrorCode =
  /** The service handed out no key to encrypt a configuration with. */
  | 'NO_CIPHER'
  /** Nobody has logged in yet, or the login was used already. */
  | 'NOT_LOGGED_IN';

/** An error of the login, after which nothing was written or sent. */
export function loginError(code: LoginErrorCode, message: string): CloudPayError {
  return new CloudPayError(message, { code, outcome: 'failed' });
}
