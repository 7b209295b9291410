import { type Configuration, sdkVersion } from '@cloudpay/core';
import type { OrderClient, PayMchKey, PayPlatform } from '@cloudpay/proto';

/** `pay_mch_key`: the merchant. */
export function merchantOf(configuration: Configuration, payPlatform?: PayPlatform): PayMchKey {
  const { outMchId, outSubMchId, outShopId } = configuration;
  return { payPlatform, outMchId, outSubMchId, outShopId };
}

/**
 * `order_client`: the terminal. The machine number tells tills apart; without one the device id does.
 *
 * @param recorded the terminal that took the order, which alone may reverse it
 */
export function terminalOf(
  configuration: Configuration,
  recorded: Pick<OrderClient, 'deviceId' | 'machineNo'> = {},
): OrderClient {
  const { staffId, terminalType, subTerminalType, snCode } = configuration;
  const { deviceId = configuration.deviceId, machineNo = configuration.machineNo } = recorded;
  // The wire allows 32 characters for a machine number, and 64 for a device id.
  return {
    deviceId,
    machineNo: machineNo ?? deviceId.slice(0, 32),
    staffId,
    terminalType,
    subTerminalType,
    sdkVersion,
    spbillCreateIp: localAddress(),
    snCode,
  };
}

/** The terminal of a query: a bound one must name its serial number there too. */
export function askingTerminal(configuration: Configuration): { readonly orderClient?: OrderClient } {
  return configuration.snCode === undefined ? {} : { orderClient: terminalOf(configuration) };
}

/**
 * How long the address of this machine is cached, in milliseconds: listing the addresses takes as long as the rest of an
 * acceptance.
 */
const addressLasts = 10_000;
let known: { readonly address: string; readonly until: number } | undefined;

/** The address of this machine in the shop's network. */
function localAddress(): string {
  const now = performance.now();
  if (known === undefined || known.until < now) known = { address: findAddress(), until: now + addressLasts };
  return known.address;
}

function findAddress(): string {
  const addresses = Object.values(process.getBuiltinModule('node:os').networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find((item) => item.family === 'IPv4' && !item.internal)?.address ?? '127.0.0.1';
}
