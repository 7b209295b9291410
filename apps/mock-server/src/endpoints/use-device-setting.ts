import { encode, Message, UseDeviceSettingResponse } from '@cloudpay/proto';
import { Refusal, refusals, refuseField } from '../service/refusals/refusal.ts';
import type { Sandbox } from '../service/sandbox/sandbox.ts';
import { responseContent } from '../wire/envelope.ts';
import { refused, succeeded } from '../wire/response.ts';
import { type Endpoint, readContent, readRequest } from './endpoint.ts';

/** What stands behind the question mark. */
interface UseDeviceSettingQuery {
  /** 门店: the shop's Cloud Pay number. */
  readonly osi: string;
  /** 配置编号: the configuration code that was scanned. */
  readonly si: string;
  /** 序列号: of the terminal. */
  readonly sn: string;
}
const UseDeviceSettingQuery = new Message<UseDeviceSettingQuery>('UseDeviceSettingQuery', {
  osi: { type: 'string', required: true, maxLength: 32 },
  si: { type: 'string', required: true, maxLength: 64 },
  sn: { type: 'string', required: true, maxLength: 127 },
});

/**
 * 设备设置: what a terminal needs to take payments, after it has scanned the configuration code of its device. Plain JSON, not authenticated.
 * The sandbox takes any `si` for a code of the shop's first device that was made when it was first used.
 */
export const useDeviceSetting: Endpoint = {
  name: 'use_device_setting',
  method: 'GET',
  handle(query, sandbox) {
    try {
      return { ...succeeded, payload: { use_device_setting: encode(UseDeviceSettingResponse, settingFor(query, sandbox)) } };
    } catch (error) {
      if (error instanceof Refusal) return refused(error);
      throw error;
    }
  },
  write: responseContent,
};

/** @throws Refusal */
function settingFor(query: Uint8Array | undefined, sandbox: Sandbox): UseDeviceSettingResponse {
  const { osi, si, sn } = readRequest(UseDeviceSettingQuery, readContent(Buffer.from(query ?? []).toString('utf8')));
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
    // Terminals get the prefix of digits alone, if there is one: their scanners read it best.
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
