// `pnpm bench`: measures the SDK and comparable packages. `--quick` takes fewer rounds. `--profile` measures only where the
// CPU time of a call goes, and updates only that section of the document.
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledBytes, microPayByFunctions } from '../../tooling/bundled-bytes.ts';
import { type Client, clients } from './clients/clients.ts';
import { measureCpu, ready } from './cpu.ts';
import { measureHostile } from './hostile.ts';
import { measureAcceptance, measureGrowth } from './journal.ts';
import { measureLatency } from './latency.ts';
import { measureLists } from './lists.ts';
import { describeProfile, measureProfile, profileHeading } from './profile.ts';
import { makeKeys, type Setting } from './setting.ts';
import { measureStartUp } from './start-up.ts';
import { installSdk, weigh } from './weight.ts';

const quick = process.argv.includes('--quick');
const inFlight = quick ? [1, 64] : [1, 8, 64];
const folder = mkdtempSync(join(tmpdir(), 'cloudpay-bench-'));
const keys = makeKeys();
const service = fork(new URL('./service.ts', import.meta.url), { env: { ...process.env, BENCH_KEYS: JSON.stringify(keys) } });

const row = (...cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const step = (what: string) => console.error(`… ${what}`);
const document = new URL('../../BENCHMARKS.md', import.meta.url);

try {
  step('packing and installing the SDK');
  installSdk(folder);
  const setting: Setting = { ...keys, installed: folder, port: (await ready(service)) as number, order: '' };
  if (process.argv.includes('--profile')) await renewProfile(setting);
  else await measureAll(setting);
} finally {
  service.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function measureAll(setting: Setting): Promise<void> {
  step('start-up and weight');
  const startUp = measureStartUp(folder, quick);
  const weight = weigh(folder);
  const bundle = await bundledBytes(microPayByFunctions, folder);
  step('from payment to report');
  const latency = await measureLatency(folder);
  step('journal');
  const acceptance = await measureAcceptance(folder, quick);
  const growth = await measureGrowth(folder, quick ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000]);
  step('lists');
  const lists = await measureLists(folder, quick ? [10, 100] : [10, 100, 1_000]);
  step('sandbox under hostile requests');
  const hostile = await measureHostile(quick);
  if (hostile.successes > 0) throw new Error(`the sandbox accepted ${hostile.successes} hostile requests`);
  step('CPU of a call');
  const cpu = await measureCpu(setting, clients, inFlight, quick);
  const withLarge = clients.filter(({ answersLarge }) => answersLarge);
  const largeCpu = await measureCpu({ ...setting, order: '/large' }, withLarge, inFlight, quick);
  const profile = await profileSection(setting);
  step('undecided orders');
  const undecided = await holdUndecided(setting);

  const ratioOf = (of: readonly Client[], table: typeof cpu, name: string, at: number) =>
    table[of.findIndex((client) => client.name.includes(name))]?.[inFlight.indexOf(at)]?.ratio.toFixed(2);
  const both = (name: string, at: number) =>
    `${ratioOf(clients, cpu, name, at)}, large order ${ratioOf(withLarge, largeCpu, name, at)}`;
  const ratio = (at: number) => `${both('@cloudpay/payments', at)}; stripe ${both('stripe', at)}`;
  const cpuTable = (of: readonly Client[], table: typeof cpu) => [
    row('client', 'verifies', ...inFlight.map((number) => `${number} in flight`)),
    row('---', '---', ...inFlight.map(() => '---')),
    ...of.map(({ name, verifies }, index) =>
      row(name, verifies, ...(table[index] ?? []).map(({ ratio, micros }) => `${ratio.toFixed(2)} (${micros.toFixed(0)})`)),
    ),
  ];
  const goals: readonly (readonly [string, string, string])[] = [
    ['CPU of `queryOrder` as a multiple of the baseline, 64 in flight', '≤ 1.3, below stripe', ratio(64)],
    ...(inFlight.includes(8) ? [['… 8 in flight', '≤ 1.3, below stripe', ratio(8)] as const] : []),
    ['… 1 in flight', '≤ 1.4, below stripe', ratio(1)],
    ['import, more than an empty process', '≤ 15 ms', `${startUp.imported.toFixed(1)} ms`],
    ['import and construction of a client', '≤ 25 ms', `${startUp.constructed.toFixed(1)} ms`],
    [
      'installed, with all dependencies',
      '≤ 1.5 MiB, 5 packages',
      `${weight.mebibytes.toFixed(2)} MiB, ${weight.packages} packages`,
    ],
    ['minified bundle that takes micro payments, by functions', '≤ 60 kB', `${(bundle / 1000).toFixed(0)} kB`],
    [
      `${undecided.count} undecided orders, memory of one`,
      '≤ 4 kB',
      `${(undecided.bytes / 1000).toFixed(1)} kB, ${(undecided.later / 1000).toFixed(1)} kB 10 s later`,
    ],
    [
      '… the latest of their calls',
      '≤ 100 ms',
      `${undecided.latest.toFixed(0)} ms late, of ${undecided.calls} calls; a timer of an idle process ${undecided.idle.toFixed(0)} ms`,
    ],
    ['durable acceptance, median', '≤ 3 ms', `${acceptance.milliseconds.toFixed(2)} ms`],
    [
      'speed-up of 64 concurrent acceptances, journal only',
      '≥ 10 ×',
      `${acceptance.liftInJournal.toFixed(1)} ×; the disk takes ${acceptance.disk.toFixed(2)} ms for a page`,
    ],
    ['… whole `microPay` calls, which also check, encode and send requests', '–', `${acceptance.lift.toFixed(1)} ×`],
    [
      'time from payment to report, median',
      '≤ 1 s',
      `${(latency.median / 1000).toFixed(2)} s, at most ${(latency.longest / 1000).toFixed(2)} s`,
    ],
    ['queries for an unpaid order, in 150 s', '≤ 25', String(latency.queries)],
    [
      `slow-down of honest payments at the sandbox under ${hostile.attacksPerSecond.toFixed(0)} hostile requests per second`,
      '≤ 2 ×',
      `${hostile.ratio.median.toFixed(2)} × in the median, ${hostile.ratio.p95.toFixed(2)} × at the 95th percentile`,
    ],
  ];
  const text = [
    '# Benchmarks',
    '',
    `Written by \`pnpm bench${quick ? ' --quick' : ''}\` on ${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${availableParallelism()} CPUs. The other packages are installed in \`bench/\`. The SDK is packed and installed, as a user does.`,
    'Measurements vary: compare ratios within one run, not microseconds, and ignore the second decimal.',
    '',
    '## Goals',
    '',
    row('what', 'goal', 'measured'),
    row('---', '---', '---'),
    ...goals.map((goal) => row(...goal)),
    '',
    '## One authenticated call: query an order',
    '',
    'CPU time of the calling process as a multiple of the baseline, and in µs in parentheses: medians over rounds in which all clients alternate. Each has a',
    'process of its own, and so has the server. Connections are kept, and a response has about 1.4 kB. Each client makes its own kind of call; some use RSA.',
    '',
    ...cpuTable(clients, cpu),
    '',
    'The same with a large order: 40 fields with Chinese text.',
    '',
    ...cpuTable(withLarge, largeCpu),
    '',
    profile,
    '## Start-up',
    '',
    'The time of an import, in milliseconds more than an empty process.',
    '',
    row('', 'ms'),
    row('---', '---'),
    row('**@cloudpay/payments**', startUp.imported.toFixed(1)),
    row('… and construction of a client', startUp.constructed.toFixed(1)),
    ...[...startUp.peers].map(([peer, milliseconds]) => row(peer, milliseconds.toFixed(1))),
    '',
    '## Growth',
    '',
    row('orders in the journal', 'acceptance, ms', 'read of one record, ms', '`resume`: claim of one of 256, ms'),
    row('---', '---', '---', '---'),
    ...growth.map(({ orders, acceptance, read, claim }) =>
      row(orders, acceptance.toFixed(2), read.toFixed(3), claim.toFixed(3)),
    ),
    '',
    row('pages of 100 orders', 'CPU time of a page, µs, with making and reading the response'),
    row('---', '---'),
    ...lists.map(({ pages, micros }) => row(pages, micros.toFixed(0))),
    '',
  ].join('\n');
  console.log(text);
  writeFileSync(document, text);
}

async function profileSection(setting: Setting): Promise<string> {
  step('where the CPU of a call goes');
  const ends = [1, 64];
  return describeProfile(ends, await measureProfile(setting, ends, quick));
}

/** Replaces the section in the document. */
async function renewProfile(setting: Setting): Promise<void> {
  const section = await profileSection(setting);
  console.log(section);
  const [before = '', after = ''] = readFileSync(document, 'utf8').split(profileHeading);
  writeFileSync(document, before + section + after.slice(after.indexOf('\n## ')));
}

/**
 * Starts orders evenly over a time; each is then queried on schedule. This process is idle meanwhile, so the lateness of
 * its own timer shows the part of the machine.
 */
async function holdUndecided(setting: Setting) {
  const count = quick ? 2_000 : 10_000;
  const env = {
    ...process.env,
    BENCH_SETTING: JSON.stringify(setting),
    BENCH_ORDERS: `${count}`,
    BENCH_SECONDS: quick ? '12' : '120',
  };
  const child = fork(new URL('./undecided.ts', import.meta.url), { env, execArgv: ['--expose-gc'] });
  let idle = 0;
  let due = performance.now() + 10;
  const timer = setInterval(() => {
    idle = Math.max(idle, performance.now() - due);
    due = performance.now() + 10;
  }, 10);
  const held = (await ready(child)) as { bytes: number; later: number; latest: number; calls: number };
  clearInterval(timer);
  return { count, idle, ...held };
}
