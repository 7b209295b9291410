import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Binaries, findBinaries, nobody } from './binaries.ts';

const superuser = 'postgres';

/** A server of its own on this machine, that ends with the process. It keeps what it commits: fsync is on. */
export class PostgresServer {
  readonly #binaries: Binaries;
  readonly #folder: string;
  readonly port: number;
  #process: ChildProcess | undefined;

  private constructor(binaries: Binaries, folder: string, port: number) {
    this.#binaries = binaries;
    this.#folder = folder;
    this.port = port;
  }

  /** @returns undefined where no server fits this machine */
  static async start(): Promise<PostgresServer | undefined> {
    const binaries = await findBinaries();
    if (binaries === undefined) return undefined;
    const folder = mkdtempSync(join(tmpdir(), 'cloudpay-postgres-'));
    // What the server leaves behind goes with the process that started it.
    chmodSync(folder, 0o755);
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    if (nobody !== undefined) chownSync(data, nobody.uid, nobody.gid);
    const flags = ['-D', data, '-U', superuser, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
    await promisify(execFile)(binaries.initdb, flags, { ...nobody, cwd: folder });
    const server = new PostgresServer(binaries, folder, await freePort());
    await server.start();
    return server;
  }

  /** Of a database on the server, for its superuser. */
  url(database = 'postgres', user = superuser): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}`;
  }

  /** Starts the server again, on the same port. */
  async start(): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', `port=${this.port}`, 'unix_socket_directories=', 'max_connections=200'];
    const flags = ['-D', join(this.#folder, 'data'), ...settings.flatMap((setting) => ['-c', setting])];
    const started = spawn(this.#binaries.postgres, flags, {
      ...nobody,
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let log = '';
    started.stderr?.on('data', (chunk) => {
      log = `${log}${chunk}`.slice(-10_000);
    });
    this.#process = started;
    process.once('exit', () => started.kill('SIGQUIT'));
    while (!(await accepts(this.port))) {
      if (started.exitCode !== null) throw new Error(`the server ended:\n${log}`);
      await pause(20);
    }
  }

  /** Ends the server: `SIGINT` ends all sessions first, `SIGQUIT` is `pg_ctl stop -m immediate`. */
  async stop(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const exit = once(running, 'exit');
    running.kill(signal);
    await exit;
  }

  /** Ends the server, and deletes its data. */
  async remove(): Promise<void> {
    await this.stop('SIGQUIT');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Whether the server answers a request for encryption, as it does when it can take sessions. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      const start = Buffer.from('user\0postgres\0database\0postgres\0\0');
      const head = Buffer.alloc(8);
      head.writeInt32BE(8 + start.length, 0);
      head.writeInt32BE(196_608, 4);
      socket.write(Buffer.concat([head, start]));
    });
    // `R`: who asks may come in. `E` while the server is starting.
    socket.once('data', (answer) => done(answer[0] === 'R'.charCodeAt(0)));
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
    const done = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
