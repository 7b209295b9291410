import type { StoreTime } from './real-time.ts';

/** How long a write waits for another process that is writing, in milliseconds. */
const longestLockWait = 5_000;

/** SQLite's result code for "another process holds the lock". */
const busy = 5;

export function isBusy(error: unknown): boolean {
  return ((error as { errcode?: number }).errcode ?? 0) % 256 === busy;
}

/** Tries until the lock is free. SQLite's own waiting would block the whole process. */
export async function whenUnlocked<T>(time: StoreTime, action: () => T): Promise<T> {
  const deadline = time.now() + longestLockWait;
  for (;;) {
    try {
      return action();
    } catch (error) {
      if (!isBusy(error) || time.now() > deadline) throw error;
      await time.pause(5 + Math.random() * 20);
    }
  }
}
