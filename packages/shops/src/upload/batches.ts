import { encode, ShopInfo } from '@cloudpay/proto';

/**
 * How long one incremental request may be, in bytes. On a slow line (512 kbit/s up) it arrives within the time of one call, and a service that
 * takes 1 MiB, as the sandbox does, has room to spare. A single shop that is longer goes alone.
 */
const longestRequest = 256 * 1024;

/** Splits shops into requests of a good length, in their order. */
export function* batchesOf(shops: readonly ShopInfo[]): Generator<ShopInfo[], void, void> {
  let batch: ShopInfo[] = [];
  let length = 0;
  for (const shop of shops) {
    const more = sizeInRequest([shop]);
    if (batch.length > 0 && length + more > longestRequest) {
      yield batch;
      batch = [];
      length = 0;
    }
    batch.push(shop);
    length += more;
  }
  if (batch.length > 0) yield batch;
}

/** How many bytes shops take in the body of a request, where the content is a string of JSON inside JSON: every quote is escaped. */
export function sizeInRequest(shops: readonly ShopInfo[]): number {
  const content = JSON.stringify(shops.map((shop) => encode(ShopInfo, shop)));
  return Buffer.byteLength(JSON.stringify(content));
}
