import { type BaseClient, type CallOptions, callWithRetries } from '@cloudpay/core';
import { AuthorizeTerminalType, clientInitializeEndpoint } from '@cloudpay/proto';
import type { Shop } from '../shop.ts';
import { unreadable } from './failure.ts';

/** A QR code that is being shown. */
export interface Scan {
  readonly shop: Shop;
  readonly url: string;
  readonly activator: string;
  /** A secret: it gives access to the result of the scan. */
  readonly token: string;
  /** How long the code can be scanned, in seconds. */
  readonly ttl: number;
  /** When the code expires, on the monotonic clock, in milliseconds. */
  readonly deadline: number;
}

/**
 * Requests a QR code to show. Endpoint `client_initialize`.
 *
 * @throws CloudPayError
 */
export async function startScan(client: BaseClient, shop: Shop, options: CallOptions): Promise<Scan> {
  const { outSubMchId, outShopId } = shop;
  const authorizeTerminalType = process.platform === 'android' ? AuthorizeTerminalType.Android : AuthorizeTerminalType.Pc;
  const request = { outSubMchId, outShopId, authorizeTerminalType };
  const { response } = await callWithRetries(client, clientInitializeEndpoint, request, options);
  const { activator, token, qrCodeUrl: url, ttl } = response;
  if (!activator || !token || !url || ttl === undefined || ttl <= 0) throw unreadable(clientInitializeEndpoint.path);
  return { shop, url, activator, token, ttl, deadline: client.clock.monotonic() + ttl * 1000 };
}
