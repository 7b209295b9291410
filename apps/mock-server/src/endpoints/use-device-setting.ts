import { encode, type UseDeviceSettingResponse, useDeviceSettingEndpoint } from '@cloudpay/proto';
import { Refusal, refusals, refuseField } from '../service/refusals/refusal.ts';
import type { Sandbox } from '../service/sandbox/sandbox.ts';
import { responseContent } from '../wire/envelope.ts';
import { refused, succeeded } from '../wire/response.ts';
import { type Handler, readContent, readRequest } from './handler.ts';

/**
 * 设备设置: the settings that a terminal needs to take payments, after it has scanned the configuration code of its device.
 * Plain JSON without authentication. The sandbox accepts any `si` as a code for the shop's first device, and treats it as
 * created at its first use.
 */
export const useDeviceSetting: Handler = {
  endpoint: useDeviceSettingEndpoint,
  handle(query, sandbox) {
    try {
      const { response, responseKey } = useDeviceSettingEndpoint;
      return { ...succeeded, payload: { [responseKey]: encode(response, settingFor(query, sandbox)) } };
    } catch (error) {
      if (error instanceof Refusal) return refused(error);
      throw error;
    }
  },
  write: responseContent,
};

/** @throws Refusal */
function settingFor(query: Uint8Array | undefined, sandbox: Sandbox): UseDeviceSettingResponse {
  const { osi, si, sn } = readRequest(useDeviceSettingEndpoint.request, readContent(Buffer.from(query ?? []).toString('utf8')));
  const account = sandbox.accounts.find(({ shops }) => shops.get(osi) !== undefined) ?? sandbox.accounts.default;
  const { merchant, shops, deviceSettings } = account;
  const { shopName, deviceInfos: [device] = [], staffInfos: [staff] = [] } = shops.check('osi', osi);
  if (device === undefined) throw refuseField('osi', 'a shop with a device');
  const { deviceId = '', deviceName } = device;
  if (!deviceSettings.isFresh(si)) throw new Refusal(refusals.settingExpired);
  if (!deviceSettings.bind(osi, deviceId, sn)) throw new Refusal(refusals.deviceBound);
  return {
    outMchId: merchant.outMchId,
    outSubMchId: merchant.outSubMchId,
    // Terminals get the prefix that has only digits, if there is one, because their scanners read digits best.
    cloudCashierId: merchant.orderPrefixes.find((prefix) => /^\d+$/.test(prefix)) ?? merchant.cloudCashierId,
    authenType: merchant.authenType,
    authenKey: merchant.authenKey,
    outShopId: osi,
    shopName,
    deviceId,
    deviceName,
    staffId: staff?.staffId,
    staffName: staff?.staffName,
  };
}
