import { clientInitializeEndpoint } from '@cloudpay/proto';
import { loginTtl, qrCodeUrlOf } from '../service/logins/logins.ts';
import { envelopedHandler } from './handler.ts';

/** 终端授权: returns a code for staff to scan. The till has no key yet, so the call is not authenticated. */
export const clientInitialize = envelopedHandler(clientInitializeEndpoint, {
  perform({ outShopId }, { shops, logins }) {
    shops.check('out_shop_id', outShopId);
    const login = logins.begin(outShopId);
    const { activator, token } = login;
    return { payload: { activator, token, qrCodeUrl: qrCodeUrlOf(login), ttl: loginTtl } };
  },
});
