import { clientTryGetInitializersEndpoint } from '@cloudpay/proto';
import { Refusal, refusals } from '../service/refusals/refusal.ts';
import { envelopedHandler } from './handler.ts';
import { initializersOf } from './initializers.ts';

/**
 * 获取初始化信息: the result of a login. The till has no key yet, so the call is not authenticated. The form of the refusals is
 * inferred.
 */
export const clientTryGetInitializers = envelopedHandler(clientTryGetInitializersEndpoint, {
  // The response lists the staff of a shop, and must not be shortened.
  isList: true,
  perform({ token }, account) {
    const { logins } = account;
    const login = logins.withToken(token);
    if (login === undefined) throw new Refusal(refusals.loginExpired);
    const outcome = logins.outcome(login);
    switch (outcome.state) {
      case 'waiting':
        return { payload: { initializationGranted: false } };
      case 'granted':
        return { payload: initializersOf(outcome.staff, outcome.shop, account) };
      case 'denied':
        throw new Refusal(refusals.loginDenied);
      case 'expired':
        throw new Refusal(refusals.loginExpired);
    }
  },
});
