import { type UploadClientMonitorInfoRequest, uploadClientMonitorInfoEndpoint } from '@cloudpay/proto';
import { refuseField } from '../service/refusals/refusal.ts';
import { envelopedHandler } from './handler.ts';
import { checkMachineInfo } from './machine-info.ts';

/** Tills go on reporting at their own pace. */
const unchanged = 0;

/** 上报监控: how the calls of a till went, packed or not. The sandbox checks the form of a report and keeps none; a packed one it does not open. */
export const uploadClientMonitorInfo = envelopedHandler(uploadClientMonitorInfoEndpoint, {
  perform(request, { merchant, shops }) {
    merchant.checkMch('out_mch_id', request.outMchId);
    shops.check('out_shop_id', request.outShopId);
    checkReport(request);
    return { payload: { interval: unchanged } };
  },
});

/** @throws Refusal unless exactly the report is there that `is_compress` announces */
function checkReport(request: UploadClientMonitorInfoRequest): void {
  const { isCompress = false, compressType, compressedMonitorInfo, uncompressedMonitorInfo } = request;
  if (isCompress) {
    if (!compressType) throw refuseField('compress_type', 'how the report is packed, since is_compress is true');
    if (!compressedMonitorInfo) throw refuseField('compressed_monitor_info', 'a value, since is_compress is true');
    if (uncompressedMonitorInfo) throw refuseField('uncompressed_monitor_info', 'nothing, since is_compress is true');
  } else {
    if (compressedMonitorInfo) throw refuseField('compressed_monitor_info', 'nothing, since is_compress is not true');
    if (!uncompressedMonitorInfo) throw refuseField('uncompressed_monitor_info', 'a value, since is_compress is not true');
    checkMachineInfo('uncompressed_monitor_info.machine_info', uncompressedMonitorInfo.machineInfo);
  }
}
