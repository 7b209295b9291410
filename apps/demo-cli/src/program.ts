import { Command } from 'commander';
import { withoutCodes } from './report/document.ts';
import { pnpm } from './shell/invocation.ts';
import { widthOf } from './terminal/width.ts';

/** Each command is a file of its own under `commands/`. It is loaded when it is called: a till that only pays starts sooner. */
const commands: Readonly<Record<string, () => Promise<() => Command>>> = {
  demo: async () => (await import('./commands/demo.ts')).demoCommand,
  login: async () => (await import('./commands/login.ts')).loginCommand,
  till: async () => (await import('./commands/till.ts')).tillCommand,
  pay: async () => (await import('./commands/pay.ts')).payCommand,
  qr: async () => (await import('./commands/qr.ts')).qrCommand,
  query: async () => (await import('./commands/query.ts')).queryCommand,
  cancel: async () => (await import('./commands/cancel.ts')).cancelCommand,
  refund: async () => (await import('./commands/refund.ts')).refundCommand,
  'refund-query': async () => (await import('./commands/refund-query.ts')).refundQueryCommand,
  resume: async () => (await import('./commands/resume.ts')).resumeCommand,
  orders: async () => (await import('./commands/orders.ts')).ordersCommand,
  stats: async () => (await import('./commands/stats.ts')).statsCommand,
  shops: async () => (await import('./commands/shops.ts')).shopsCommand,
  check: async () => (await import('./commands/check.ts')).checkCommand,
  ping: async () => (await import('./commands/ping.ts')).pingCommand,
  identify: async () => (await import('./commands/identify.ts')).identifyCommand,
};

const headings: Readonly<Record<string, string>> = {
  'Usage:': '用法 Usage:',
  'Options:': '选项 Options:',
  'Commands:': '命令 Commands:',
};

/**
 * The command line of the till. It throws a CommanderError where the usage is wrong, and when it has shown help.
 *
 * @param called the first argument: a command, or what all commands are needed for, such as `--help`
 */
export async function createProgram(called = ''): Promise<Command> {
  const program = new Command(`${pnpm} cloudpay`)
    .description('云支付收银台 A Cloud Pay till in the terminal')
    .helpOption('-h, --help', '显示帮助 show this help')
    .helpCommand('help [command]', '显示命令的帮助 show the help of a command')
    .configureHelp({ displayWidth: widthOf, styleTitle: (title) => headings[title] ?? title })
    .configureOutput({ outputError: (text, write) => write(`用法有误 wrong usage\n${withoutCodes(text)}`) })
    .showHelpAfterError('加 --help 查看用法 add --help to see the usage')
    .exitOverride();
  const load = Object.hasOwn(commands, called) ? commands[called] : undefined;
  const creators = load ? [await load()] : await Promise.all(Object.values(commands).map((loadOne) => loadOne()));
  for (const create of creators) program.addCommand(create());
  inherit(program);
  return program;
}

/** Only commands that commander itself creates have their parent's settings. */
function inherit(parent: Command): void {
  for (const command of parent.commands) inherit(command.copyInheritedSettings(parent));
}
