import { ClientInitializeAnswer, ClientInitializeRequest } from '@cloudpay/proto';
import { loginTtl } from '../service/logins/logins.ts';
import { envelopedEndpoint } from './endpoint.ts';

/** 终端授权: a code for staff to scan. Asked before a key is known, so nobody authenticates. */
export const clientInitialize = envelopedEndpoint({
  name: 'client_initialize',
  request: ClientInitializeRequest,
  payload: ClientInitializeAnswer,
  authentication: 'none',
  perform({ outShopId }, { shops, logins }) {
    shops.check('out_shop_id', outShopId);
    const { activator, token } = logins.begin(outShopId);
    return { payload: { activator, token, qrCodeUrl: `https://sandbox.invalid/login/${activator}`, ttl: loginTtl } };
  },
});
