import { type ChildProcess, fork } from 'node:child_process';
import type { Client } from './clients/clients.ts';
import type { Setting } from './setting.ts';
import { median } from './statistics.ts';
import type { Task } from './worker.ts';

/**
 * Measures the CPU time of one call as a multiple of the baseline's. The results are medians over rounds in which all
 * clients alternate.
 */
export async function measureCpu(setting: Setting, clients: readonly Client[], inFlight: readonly number[], quick: boolean) {
  const workers = await Promise.all(clients.map(({ name }) => startWorker(name, setting)));
  const rounds = quick ? 5 : 15;
  const calls = quick ? 250 : 1_000;
  const table = clients.map(() => [] as { ratio: number; micros: number }[]);
  for (const number of inFlight) {
    // The first rounds are a warm-up.
    const samples = clients.map(() => [] as number[]);
    for (let round = -3; round < rounds; round += 1) {
      const order = [...workers.keys()];
      if (round % 2 !== 0) order.reverse();
      for (const index of order) {
        const micros = await ask<number>(workers[index] as ChildProcess, { calls, inFlight: number });
        if (round >= 0) samples[index]?.push(micros);
      }
    }
    const [floor = []] = samples;
    for (const [index, of] of samples.entries()) {
      const ratios = of.map((micros, round) => micros / (floor[round] as number));
      table[index]?.push({ ratio: median(ratios), micros: median(of) });
    }
  }
  for (const worker of workers) worker.disconnect();
  return table;
}

/** Starts a process that makes the calls of one client. */
export async function startWorker(name: string, setting: Setting): Promise<ChildProcess> {
  const env = { ...process.env, BENCH_CLIENT: name, BENCH_SETTING: JSON.stringify(setting) };
  const worker = fork(new URL('./worker.ts', import.meta.url), { env });
  await ready(worker);
  return worker;
}

/** Resolves with the first message of a process. Rejects if the process ends first; it has printed the reason. */
export function ready(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a process of the benchmark ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

/**
 * Makes a worker run a task.
 * @returns its result
 */
export async function ask<Told>(worker: ChildProcess, task: Task): Promise<Told> {
  worker.send(task);
  return (await ready(worker)) as Told;
}
