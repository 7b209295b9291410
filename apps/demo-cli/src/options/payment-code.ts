import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { readPaymentCode } from '@cloudpay/payments';
import type { Command } from 'commander';
import type { Display } from '../terminal/display.ts';

/** The customer's payment code, or `-`. */
export interface PaymentCodeOption {
  readonly code: string;
}

/** Adds the option `--code` to a command. */
export function withPaymentCodeOption(command: Command): Command {
  return command.requiredOption(
    '--code <code>',
    '顾客的付款码；- 表示从标准输入读取，不会出现在进程列表中 customer code; - reads it from stdin, out of the process list',
  );
}

/**
 * The code as given, or the first line of standard input.
 *
 * @throws ArgumentError for what is no code
 */
export async function paymentCodeOf({ code }: PaymentCodeOption, display: Display): Promise<string> {
  return readPaymentCode(code === '-' ? await firstLine(display) : code);
}

/** A scanner at the keyboard types the line; it is not shown. */
async function firstLine(display: Display): Promise<string> {
  const { stdin } = process;
  if (stdin.isTTY) display.line('请扫付款码 Scan the payment code:');
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: stdin.isTTY });
  // While readline reads keys one by one, Ctrl-C is a key like any other. Nothing was sent yet: end as without it.
  lines.once('SIGINT', () => {
    lines.close();
    process.kill(process.pid, 'SIGINT');
  });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}
