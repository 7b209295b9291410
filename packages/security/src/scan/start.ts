import { type BaseClient, type CallOptions, callWithRetries } from '@cloudpay/core';
import { AuthorizeTerminalType, clientInitializeEndpoint } from '@cloudpay/proto';
import type { Shop } from '../shop.ts';
import { unreadable } from './failure.ts';

/** A code that is being shown. */
export interface Scan {
  readonly shop: Shop;
  readonly url: string;
  readonly activator: string;
  /** A secret: whoever has it learns how the scan went. */
  readonly token: string;
  /** In seconds. */
  readonly ttl: number;
  /** When the code ends, on the monotonic clock, in milliseconds. */
  readonly deadline: number;
}

/**
 * Asks for a code to show. Endpoint `client_initialize`.
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
