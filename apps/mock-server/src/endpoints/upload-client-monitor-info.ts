import { type UploadClientMonitorInfoRequest, uploadClientMonitorInfoEndpoint } from '@cloudpay/proto';
import { refuseField } from '../service/refusals/refusal.ts';
import { envelopedHandler } from './handler.ts';
import { checkMachineInfo } from './machine-info.ts';

/** 0 tells tills to keep their reporting interval. */
const unchanged = 0;

/**
 * 上报监控: the results of a till's calls, compressed or not. The sandbox checks the form and stores nothing. It does not
 * decompress reports.
 */
export const uploadClientMonitorInfo = envelopedHandler(uploadClientMonitorInfoEndpoint, {
  perform(request, { merchant, shops }) {
    merchant.checkMch('out_mch_id', request.outMchId);
    shops.check('out_shop_id', request.outShopId);
    checkReport(request);
    return { payload: { interval: unchanged } };
  },
});

/** @throws Refusal unless the request has exactly the report that `is_compress` announces */
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
