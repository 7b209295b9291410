import { clientTryGetInitializersEndpoint } from '@cloudpay/proto';
import { Refusal, refusals } from '../service/refusals/refusal.ts';
import { envelopedHandler } from './handler.ts';
import { initializersOf } from './initializers.ts';

/** 获取初始化信息: how a login went. Asked before a key is known, so nobody authenticates. How it is refused is our inference. */
export const clientTryGetInitializers = envelopedHandler(clientTryGetInitializersEndpoint, {
  // It lists the staff of a shop, of whom none may be left out.
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
