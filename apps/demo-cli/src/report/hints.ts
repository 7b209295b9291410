import type { OrderOutcome } from '@cloudpay/payments';
import type { ServiceOptions } from '../options/service.ts';
import { pnpm } from '../shell/invocation.ts';
import type { Display } from '../terminal/display.ts';

/** Statuses: a fault in the call, for example a wrong key; a number that has an order. */
const refusedCall = 101;
const numberUsed = 102;

/** What a later command must be told again. */
type SameOptions = ServiceOptions & { readonly journal?: string | undefined };

/** The command that asks for an order again, ready to be copied. */
export function queryHint(outTradeNo: string, options: SameOptions): string {
  return hint('query', [['--out-trade-no', outTradeNo]], options);
}

/** The command that gives an order up. */
export function cancelHint(outTradeNo: string, options: SameOptions): string {
  return hint('cancel', [['--out-trade-no', outTradeNo]], options);
}

/** The command that asks for a refund again. */
export function refundQueryHint(outTradeNo: string, outRefundNo: string, options: SameOptions): string {
  const numbers = [
    ['--out-trade-no', outTradeNo],
    ['--out-refund-no', outRefundNo],
  ] as const;
  return hint('refund-query', numbers, options);
}

/** The command that settles what this one leaves open. */
export function resumeHint(options: SameOptions): string {
  return hint('resume', [], options);
}

/** The commands for a payment that needs a look before anybody charges again. */
export function showNextSteps(outcome: OrderOutcome, outTradeNo: string, options: SameOptions, display: Display): void {
  const { result } = outcome;
  if (outcome.error?.status === refusedCall && result === 'unknown') {
    display.line('  先检查配置 Check the configuration first:');
    display.line(`  ${hint('check', [], { ...options, journal: undefined })}`);
  }
  if (result === 'unknown' || result === 'reentryConflict' || outcome.error?.status === numberUsed) {
    display.line('  查询 Ask:');
    display.line(`  ${queryHint(outTradeNo, options)}`);
  }
  if (result === 'unknown' && !outcome.needsPerson) showResumeHint(display, options);
}

/** Says that what is undecided is recorded, and how to settle it. */
export function showResumeHint(display: Display, options: SameOptions): void {
  display.line('  已记入日志，也可稍后一并了结。');
  display.line('  It is recorded. To settle all that is open, now or later:');
  display.line(`  ${resumeHint(options)}`);
}

function hint(
  command: string,
  own: readonly (readonly [name: string, value: string])[],
  { baseUrl = [], env, config, configFile, journal }: SameOptions,
): string {
  const all = [
    ...own,
    ...baseUrl.map((url) => ['--base-url', url] as const),
    ...(env === undefined ? [] : [['--env', env] as const]),
    ...(config === undefined ? [] : [['--config', config] as const]),
    ...(configFile === undefined ? [] : [['--config-file', configFile] as const]),
    ...(journal === undefined ? [] : [['--journal', journal] as const]),
  ];
  return [`${pnpm} cloudpay ${command}`, ...all.map(([name, value]) => `${name} ${quoted(value)}`)].join(' ');
}

/** Double quotes mean the same to every shell as long as nothing in them is special. */
function quoted(text: string): string {
  return /^[\w./:@\\-]+$/.test(text) ? text : `"${text}"`;
}
