import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { root } from './markdown.ts';
import type { ShellCommand } from './shell.ts';

interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
}

/** The built-in commands of pnpm that the documents use. */
const ofPnpm = new Set(['add', 'exec', 'install', 'pack', 'publish']);

/** The root scripts whose options are listed by their `--help`. */
const withHelp = new Set(['cloudpay', 'mock-server']);

const options = { cwd: root, encoding: 'utf8' } as const;

/** The packages of this workspace, and their scripts. */
export class Workspace {
  readonly #byName: ReadonlyMap<string, Manifest>;
  readonly #scripts: Readonly<Record<string, string>>;
  readonly #help = new Map<string, Promise<string>>();

  constructor() {
    const paths = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*package.json'], options).trim().split('\n');
    const manifests = paths.map((path) => JSON.parse(readFileSync(`${root}${path}`, 'utf8')) as Manifest);
    this.#byName = new Map(manifests.map((manifest) => [manifest.name, manifest]));
    this.#scripts = this.#byName.get('cloudpay')?.scripts ?? {};
  }

  /** @returns the problem of a command: a package, a script or an option that does not exist */
  async problemOf({ words }: ShellCommand): Promise<string | undefined> {
    const unknown = words.map((word) => /^(@cloudpay\/[\w-]+)/.exec(word)?.[1]).find((name) => name && !this.#byName.has(name));
    if (unknown !== undefined) return `there is no package ${unknown}`;
    const args = argumentsOfPnpm(words);
    if (args === undefined) return undefined;
    const filter = args.indexOf('--filter');
    const isOfRoot = filter === -1;
    const scripts = isOfRoot ? this.#scripts : (this.#byName.get(args[filter + 1] ?? '')?.scripts ?? {});
    const called = isOfRoot ? args : args.toSpliced(filter, 2);
    const script = called.find((arg) => !arg.startsWith('-'));
    if (script === undefined || ofPnpm.has(script)) return undefined;
    if (scripts[script] === undefined) return `there is no script ${script}`;
    if (!isOfRoot || !withHelp.has(script)) return undefined;
    return this.#problemOfOptions(scripts[script], called.slice(called.indexOf(script) + 1));
  }

  async #problemOfOptions(script: string, args: readonly string[]): Promise<string | undefined> {
    const end = args.findIndex((arg) => arg.startsWith('-'));
    const called = end === -1 ? args : args.slice(0, end);
    const help = await this.#helpOf([...script.split(' '), ...called]);
    const known = new Set(help.match(/--[a-z][a-z-]*/g));
    const unknown = args.find((arg) => arg.startsWith('--') && !known.has(arg));
    return unknown && `${called.join(' ')} has no option ${unknown}`;
  }

  #helpOf([, ...args]: readonly string[]): Promise<string> {
    const key = args.join(' ');
    const known = this.#help.get(key);
    if (known !== undefined) return known;
    const help = promisify(execFile)(process.execPath, [...args, '--help'], options).then(({ stdout }) => stdout);
    this.#help.set(key, help);
    return help;
  }
}

/** The arguments after `pnpm`, or after `npx -y pnpm@12`, which the documents use for readers without pnpm. */
function argumentsOfPnpm(words: readonly string[]): readonly string[] | undefined {
  if (words[0] === 'pnpm') return words.slice(1);
  return words[0] === 'npx' && words[1] === '-y' && words[2] === 'pnpm@12' ? words.slice(3) : undefined;
}
