import { type CloudPayError, Payments, type Pong } from '@cloudpay/payments';
import { Command } from 'commander';
import { clientFor, closing } from '../connection/connect.ts';
import { type ServiceOptions, withServiceOptions } from '../options/service.ts';
import { checkWords, saysRefused } from '../report/check-words.ts';
import { errorDocument } from '../report/document.ts';
import { type Report, reporting } from '../report/report.ts';
import { showVerdict } from '../report/verdict.ts';
import { exitStatus } from '../shell/exit-status.ts';
import type { Display } from '../terminal/display.ts';
import { showFact } from '../terminal/facts.ts';
import { interruption } from '../terminal/interruption.ts';

/** `check`: tells whether host, key, merchant and shop are right. It only reads. */
export function checkCommand(): Command {
  const command = new Command('check').description(
    '验证配置：主机、密钥、商户、门店是否正确，只查询 tell whether host, key, merchant and shop are right; only reads',
  );
  return withServiceOptions(command, 6).action(reporting(check));
}

/** In milliseconds. */
const patience = 6_000;

async function check({ timeout = patience, ...options }: ServiceOptions, display: Display): Promise<Report> {
  const client = await clientFor(options, display);
  const { cloudCashierId = '', outMchId, outSubMchId, outShopId } = client.configuration;
  return closing(new Payments(client), async (payments) => {
    for (const [label, id] of [
      ['服务商 Provider', outMchId],
      ['商户 Merchant', outSubMchId],
      ['门店 Shop', outShopId],
    ] as const) {
      showFact(display, label, id);
    }
    using interrupted = interruption();
    const { signal } = interrupted;
    display.wait('等待应答 waiting for the response', performance.now());
    const host = await payments.warmUp({ timeout: timeout / 3, signal }).catch((error: CloudPayError) => error);
    // No till makes such a number: the SDK's own are longer.
    const asked =
      'baseUrl' in host ? await payments.queryOrder({ outTradeNo: `${cloudCashierId}check` }, { timeout, signal }) : undefined;
    display.endWait();
    if ('baseUrl' in host) showFact(display, '主机 Host', `${host.baseUrl}  ${Math.round(host.roundTrip)} ms`);
    // Whatever an authentic response says of the number: it takes the right key to get one.
    const error = asked === undefined ? (host as CloudPayError) : asked.result === 'unknown' ? asked.error : undefined;
    showVerdict(checkWords(error, display.colours), display);
    return error === undefined ? ready(host as Pong) : notReady(error);
  });
}

function ready({ baseUrl, roundTrip }: Pong): Report {
  return { exitStatus: exitStatus.success, document: { result: 'ready', code: 0, baseUrl, roundTrip: Math.round(roundTrip) } };
}

function notReady(error: CloudPayError): Report {
  return saysRefused(error)
    ? { exitStatus: exitStatus.decidedOtherwise, document: { result: 'failed', code: -1, error: errorDocument(error) } }
    : { exitStatus: exitStatus.unknown, document: { result: 'unreachable', code: -2, error: errorDocument(error) } };
}
