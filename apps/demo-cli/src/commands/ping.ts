import { type ConfigurationInput, configurationFromEnv, Payments, type Pong, publicBaseUrls } from '@cloudpay/payments';
import { Command } from 'commander';
import { sandboxMerchant } from '../connection/sandbox-merchant.ts';
import { type HostOptions, withHostOptions } from '../options/service.ts';
import { type ErrorDocument, errorDocument } from '../report/document.ts';
import { type Report, reporting } from '../report/report.ts';
import { exitStatus } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';
import { padTo } from '../terminal/width.ts';

/** What became of one host. */
interface Pinged {
  readonly baseUrl: string;
  readonly reachable: boolean;
  /** Milliseconds, there and back. */
  readonly roundTrip?: number;
  /** The service's clock less that of this machine, in milliseconds, right to half a second. */
  readonly clockDifference?: number;
  readonly error?: ErrorDocument;
}

/** So far apart, in milliseconds, clocks are worth a word. */
const worthAWord = 60_000;

/** `ping`: asks each host whether it is there. */
export function pingCommand(): Command {
  const command = new Command('ping').description('探测每个服务地址 ask each host whether it is there');
  return withHostOptions(command, 2).action(reporting(ping));
}

async function ping({ baseUrl, timeout }: HostOptions, display: Display): Promise<Report> {
  const variables: Partial<ConfigurationInput> = configurationFromEnv();
  const baseUrls = baseUrl ?? variables.baseUrls ?? publicBaseUrls;
  const width = Math.max(...baseUrls.map((url) => url.length)) + 2;
  // A URL that is none is refused before any host is asked.
  const clients = baseUrls.map((url) => ({ url, payments: clientOf([url]) }));
  display.wait('等待应答 waiting for the answers', performance.now());
  const hosts = await Promise.all(
    clients.map(async ({ url, payments }) => {
      const pinged = await pingHost(url, payments, timeout);
      display.line(line(pinged, width, display));
      return pinged;
    }),
  );
  display.endWait();
  const difference = hosts.find(({ reachable }) => reachable)?.clockDifference ?? 0;
  if (Math.abs(difference) > worthAWord) {
    display.line(display.colours.yellow('! 本机时钟与服务相差较大，请校准 The clock of this machine is off: set it right'));
  }
  const answered = hosts.filter(({ reachable }) => reachable).length;
  return answered > 0
    ? { exitStatus: exitStatus.success, document: { result: 'reachable', code: 0, answered, hosts } }
    : { exitStatus: exitStatus.decidedOtherwise, document: { result: 'unreachable', code: -1, answered, hosts } };
}

/** A ping names no merchant and carries no code: any merchant will do. */
function clientOf(baseUrls: readonly string[]): Payments {
  return new Payments({ ...sandboxMerchant, baseUrls });
}

async function pingHost(baseUrl: string, payments: Payments, timeout: number | undefined): Promise<Pinged> {
  try {
    return reached(await payments.warmUp({ timeout }));
  } catch (error) {
    return { baseUrl, reachable: false, error: errorDocument(error) };
  } finally {
    await payments.close();
  }
}

/** The service tells whole seconds, and told them half a round trip ago. */
function reached({ baseUrl, serviceTime, roundTrip }: Pong): Pinged {
  const clockDifference = serviceTime + 500 + roundTrip / 2 - Date.now();
  return { baseUrl, reachable: true, roundTrip: Math.round(roundTrip), clockDifference: Math.round(clockDifference) };
}

function line({ baseUrl, reachable, roundTrip = 0, clockDifference = 0, error }: Pinged, width: number, { colours }: Display) {
  const host = padTo(width, baseUrl);
  if (!reachable) return `${colours.red('✘')} ${host}${error?.message}`;
  const seconds = Math.round(clockDifference / 1000);
  const clock = seconds === 0 ? '时钟一致 same clock' : `时钟差 clock ${seconds > 0 ? '+' : ''}${seconds} s`;
  return `${colours.green('✔')} ${host}${padTo(10, `${roundTrip} ms`)}${clock}`;
}
