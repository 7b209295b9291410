import { CloudPayError } from '@cloudpay/payments';
import type { CommanderError } from 'commander';
import { AdvisedError } from '../shell/advised-error.ts';
import { type ExitStatus, exitStatus } from '../shell/exit-status.ts';
import { Display } from '../terminal/display.ts';
import { plainJson } from '../terminal/plain-text.ts';
import { errorDocument, type ResultDocument, withoutCodes } from './document.ts';

/** How a command ended. */
export interface Report {
  readonly exitStatus: ExitStatus;
  /** What `--json` writes as the last line of standard output; undefined where all was written on the way. */
  readonly document?: object;
}

/** Writes a document on the way to the last one, as a line of its own. Does nothing without `--json`. */
export type Emit = (document: object) => void;

/** Ends a command from within, once what there is to say was shown. */
export class CommandEnded extends Error {
  override readonly name = 'CommandEnded';
  readonly report: Report;

  constructor(report: Report) {
    super('the command has ended');
    this.report = report;
  }
}

/** Where people read, given the options of a command. */
function displayFor({ json }: { readonly json?: boolean }): Display {
  return new Display(json ? process.stderr : process.stdout);
}

/** Where programs read, given the options of a command. */
export function emitterFor({ json }: { readonly json?: boolean }): Emit {
  return (document) => {
    if (json) writeDocument(document);
  };
}

/**
 * Makes a commander action of a command: what it reports, or throws, becomes the exit status, and with `--json` the last line of
 * standard output. What people read goes to standard error then.
 */
export function reporting<Options extends { readonly json?: boolean }>(
  run: (options: Options, display: Display, emit: Emit) => Promise<Report>,
): (options: Options) => Promise<void> {
  return async (options) => {
    const display = displayFor(options);
    const fail = (error: unknown) => {
      display.endWait();
      finish(error instanceof CommandEnded ? error.report : reportError(error), options.json);
    };
    // Node's own exit status after a crash would say that the payment failed.
    process.setUncaughtExceptionCaptureCallback((error) => {
      fail(error);
      process.exit();
    });
    try {
      finish(await run(options, display, emitterFor(options)), options.json);
    } catch (error) {
      fail(error);
    }
  };
}

/** Tells of a command line that commander could not make sense of, and has said so. */
export function reportWrongUsage(error: CommanderError, json: boolean): void {
  // Commander's word for: there was no command, so help was shown.
  const message = error.message === '(outputHelp)' ? '缺少命令 (a command is missing)' : withoutCodes(error.message);
  const document: ResultDocument = { result: 'refused', code: -3, error: { code: 'WRONG_USAGE', message } };
  finish({ exitStatus: exitStatus.wrongUsage, document }, json);
}

/** Only what is certain, and not because the service said so, came before anything was sent. Anything else may have charged the customer. */
export function reportError(error: unknown): Report & { readonly document: object } {
  const display = new Display(process.stderr);
  const { colours } = display;
  if (error instanceof CloudPayError && error.outcome === 'failed' && error.status === undefined) {
    const { reason, advice } = error instanceof AdvisedError ? error : { reason: error.message, advice: [] };
    display.line(`${colours.red('✘ 未发送 NOT SENT')}  ${reason}`);
    for (const line of advice) display.paragraph(line, '  ');
    const document: ResultDocument = { result: 'refused', code: -3, error: errorDocument(error) };
    return { exitStatus: exitStatus.refused, document };
  }
  const text = error instanceof CloudPayError ? error.message : withoutCodes(String((error as Error)?.stack ?? error));
  const [first, ...more] = text.split('\n');
  display.line(`${colours.yellow('? 结果未知 NOT CERTAIN')}  ${first}`);
  for (const line of error instanceof CloudPayError ? [] : more) display.line(line);
  const document: ResultDocument = { result: 'unknown', code: -2, error: errorDocument(error) };
  return { exitStatus: exitStatus.unknown, document };
}

function finish({ exitStatus, document }: Report, json = false): void {
  if (json && document !== undefined) writeDocument(document);
  process.exitCode = exitStatus;
}

function writeDocument(document: object): void {
  process.stdout.write(`${plainJson(document)}\n`);
}
