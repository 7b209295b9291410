import { between, chance, pick } from '../random.ts';
import { TillProcess } from '../till/process.ts';
import { serve, sometime } from '../till/shift.ts';
import type { World } from '../world-parts.ts';
import type { Scenario } from './scenario.ts';

/** An ordinary bad day: tills that share a journal, power cuts, processes that stop for a while, others that look after them. */
export const shop: Scenario = {
  name: 'shop',
  weight: 45,
  hardships: (drawn) => drawn,
  async play(world) {
    const tills = Array.from({ length: between(world.random, 1, 3) }, (_, index) => till(world, `0${index}till`));
    return (await Promise.all(tills)).flat();
  },
};

async function till(world: World, deviceId: string): Promise<TillProcess[]> {
  const { random, hardships, time } = world;
  const processes: TillProcess[] = [];
  for (let start = 0; start < 2; start += 1) {
    const process = new TillProcess(world, deviceId, drawSettings(world));
    processes.push(process);
    const work = (async () => {
      if (start > 0) await process.resume(chance(random, 30) ? 10_000 : undefined);
      await Promise.all([serve(world, process, between(random, 1, 3)), busybody(world, process)]);
    })();
    if (hardships.pauses) stopSometime(world, process);
    const isEnded = hardships.crashes && chance(random, 60);
    if (!isEnded) {
      await work;
      return processes;
    }
    await Promise.race([work, time.sleep(between(random, 0, 40_000))]);
    if (chance(random, 70) || !process.isRunning) process.crash();
    else await process.close();
    work.catch(() => undefined);
    if (chance(random, 30)) await time.sleep(between(random, 0, 90_000));
  }
  return processes;
}

/** Another process looks at an order of this journal, resumes what it finds, or cancels it. */
async function busybody(world: World, process: TillProcess): Promise<void> {
  const { random } = world;
  if (!chance(random, 40)) return;
  await sometime(world, process);
  const number = pick(random, world.accepted);
  const act = pick(random, ['resume', 'resume', 'query', 'cancel'] as const);
  if (act === 'resume') await process.resume(pick(random, [10_000, undefined]));
  else if (number !== undefined && act === 'query') await process.query(number);
  else if (number !== undefined && chance(random, 40)) await process.cancel(number);
}

function stopSometime({ random, time }: World, process: TillProcess): void {
  const withClock = chance(random, 40);
  const length = chance(random, 20) ? between(random, 60_000, 700_000) : between(random, 1_000, 60_000);
  time.after(between(random, 0, 40_000), () => process.machine.stop(length, withClock));
}

/** The bounds of what may be configured, now and then. */
function drawSettings({ random }: World) {
  return chance(random, 70)
    ? {}
    : {
        timeout: pick(random, [undefined, 1_000, 30_000]),
        microPayQueryOrderInterval: pick(random, [undefined, 2, 6, 60]),
        microPayQueryOrderCount: pick(random, [undefined, 5, 12, 25]),
      };
}
