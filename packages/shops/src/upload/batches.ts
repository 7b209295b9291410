import { encode, ShopInfo } from '@cloudpay/proto';

/**
 * The largest incremental request, in bytes. On a slow line (512 kbit/s upstream) it arrives within the timeout of one call, and it is far
 * below the 1 MiB that the sandbox accepts. A single larger shop gets a request of its own.
 */
const maxRequestBytes = 256 * 1024;

/** Splits shops into batches, one for each request, in their order. */
export function* batchesOf(shops: readonly ShopInfo[]): Generator<ShopInfo[], void, void> {
  let batch: ShopInfo[] = [];
  let length = 0;
  for (const shop of shops) {
    const size = sizeInRequest([shop]);
    if (batch.length > 0 && length + size > maxRequestBytes) {
      yield batch;
      batch = [];
      length = 0;
    }
    batch.push(shop);
    length += size;
  }
  if (batch.length > 0) yield batch;
}

/** The bytes that shops take in a request body. The content is JSON text inside JSON, so every quote is escaped. */
export function sizeInRequest(shops: readonly ShopInfo[]): number {
  const content = JSON.stringify(shops.map((shop) => encode(ShopInfo, shop)));
  return Buffer.byteLength(JSON.stringify(content));
}
