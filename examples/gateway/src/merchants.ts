import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationFromConf, type JournalStore, openFileJournal, Payments } from '@cloudpay/payments';
import type { FastifyBaseLogger } from 'fastify';

/** One entry of the merchants' file. */
export interface MerchantSettings {
  /** What stands in the paths: `/merchants/<id>/…`. */
  readonly id: string;
  /** What the tills of this merchant authenticate with. */
  readonly token: string;
  /** The `CloudPayConf` of the C SDK. */
  readonly conf: unknown;
  /** Left out, the public hosts of Cloud Pay; the sandbox for trying out. */
  readonly baseUrls?: readonly string[];
}

/** A merchant whose payments go through this gateway. */
export interface Merchant {
  readonly id: string;
  readonly token: string;
  /** Its number at Cloud Pay: records of the journal stand under it. */
  readonly outSubMchId: string;
  readonly payments: Payments;
  /** Read to learn whether a number has been used; `payments` writes it. */
  readonly journal: JournalStore;
}

export function readMerchants(path: string): MerchantSettings[] {
  return JSON.parse(readFileSync(path, 'utf8')) as MerchantSettings[];
}

/** Each merchant has its own client and its own journal: closing or repairing one leaves the others alone. */
export async function openMerchant({ id, token, conf, baseUrls }: MerchantSettings, log: FastifyBaseLogger): Promise<Merchant> {
  const journal = await openFileJournal(join(process.env.JOURNALS ?? 'journals', `${id}.db`));
  const configuration = configurationFromConf(conf);
  const payments = new Payments({
    ...configuration,
    ...(baseUrls && { baseUrls }),
    journal,
    // Endpoint, host, duration, status and log id of each call; never a key, a payment code or a body.
    onEvent: (event) => log.info({ merchant: id, event }),
  });
  return { id, token, outSubMchId: configuration.outSubMchId, payments, journal };
}
