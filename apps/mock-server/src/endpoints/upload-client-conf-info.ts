import { uploadClientConfInfoEndpoint } from '@cloudpay/proto';
import { envelopedHandler } from './handler.ts';
import { checkMachineInfo } from './machine-info.ts';

/** 上报配置: a description of the till's machine. The sandbox checks the form and stores nothing. */
export const uploadClientConfInfo = envelopedHandler(uploadClientConfInfoEndpoint, {
  perform({ outMchId, outShopId, machineInfo }, { merchant, shops }) {
    merchant.checkMch('out_mch_id', outMchId);
    shops.check('out_shop_id', outShopId);
    checkMachineInfo('machine_info', machineInfo);
    return { payload: {} };
  },
});
