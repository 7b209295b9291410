import { join } from 'node:path';
import {
  type CloudPayClient,
  type Configuration,
  createClient,
  type JournalFailureEvent,
  type JournalStore,
  Payments,
  type PaymentsEvent,
} from '@cloudpay/payments';
import type { JournalOption } from '../options/journal.ts';
import type { ServiceOptions } from '../options/service.ts';
import { defaultJournal, openJournal } from '../state/journal-file.ts';
import { fileNumberMark } from '../state/number-mark.ts';
import { stateFolder } from '../state/state-folder.ts';
import type { Display } from '../terminal/display.ts';
import { configurationFor } from './configuration.ts';

/** Hands the SDK, set up as the options say, to a command that only lists or counts, and closes it afterwards. */
export async function withService<Result>(
  options: ServiceOptions,
  display: Display,
  work: (payments: Payments) => Promise<Result>,
): Promise<Result> {
  return closing(new Payments(await clientFor(options, display)), work);
}

/**
 * Hands the SDK, set up as the options say, with the journal in its file, to a command that deals with single orders, and closes both
 * afterwards.
 *
 * @throws CloudPayError `JOURNAL_UNAVAILABLE` before anything is sent
 */
export async function withPayments<Result>(
  options: ServiceOptions & JournalOption,
  display: Display,
  work: (payments: Payments, journal: JournalStore, configuration: Configuration) => Promise<Result>,
): Promise<Result> {
  const client = await clientFor(options, display);
  const journal = await openJournal(options.journal ?? defaultJournal(client.configuration.outSubMchId));
  const numberMark = fileNumberMark(join(stateFolder(), 'order-number-mark'));
  const onEvent = (event: PaymentsEvent) => {
    if (event.type === 'journalFailure') showJournalFailure(event, display);
  };
  return closing(new Payments(client, { journal, numberMark, onEvent }), (payments) =>
    work(payments, journal, client.configuration),
  );
}

/**
 * A client with the merchant's key: with `--config-file` after a scan, with what that unlocks.
 *
 * @throws ConfigurationError; CommandEnded when the scan unlocked nothing
 */
export async function clientFor(options: ServiceOptions, display: Display): Promise<CloudPayClient> {
  if (options.configFile !== undefined) {
    // The login is large, and most tills do without.
    const { unlock } = await import('./unlock.ts');
    return unlock(options.configFile, options, display);
  }
  return createClient(configurationFor(options));
}

/** Does the work, then closes what did it. */
export async function closing<Sdk extends { close(): Promise<void> }, Result>(
  sdk: Sdk,
  work: (sdk: Sdk) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(sdk);
  } finally {
    // `await using` would let a failure to close take the place of the outcome, which stands.
    await sdk.close().catch(() => {});
  }
}

/** The request had left already: the outcome stands, and only the record of it is not kept. */
function showJournalFailure({ message }: JournalFailureEvent, display: Display): void {
  display.line(display.colours.yellow(`! 结果未能记入日志 the outcome could not be recorded: ${message}`));
}
