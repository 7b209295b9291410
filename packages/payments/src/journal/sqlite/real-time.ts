/** The time of a store. Tests replace it. */
export interface StoreTime {
  /** Milliseconds since any fixed moment. It never jumps. */
  now(): number;
  /** Resolves after a time, in milliseconds. */
  pause(ms: number): Promise<void>;
  /** Resolves when everything else that is due in the event loop has run. */
  nextTurn(): Promise<void>;
  /**
   * Calls `act` repeatedly, without keeping the process alive.
   *
   * @param ms milliseconds between two calls
   * @returns a function that ends it
   */
  every(ms: number, act: () => void): () => void;
}

type MessageChannel = import('node:worker_threads').MessageChannel;

let channel: MessageChannel | undefined;
const waiting: (() => void)[] = [];

/**
 * None of the functions used here can be faked, not even before it is imported: a test that fakes timers must not stop the
 * journal.
 */
export const realTime: StoreTime = {
  now: () => process.uptime() * 1_000,
  async pause(ms) {
    const { port1 } = newChannel();
    // The timer of the signal does not keep the process alive; a listening port does.
    port1.on('message', () => {});
    await new Promise<void>((resolve) => onTimeout(ms, resolve));
    port1.close();
  },
  nextTurn() {
    channel ??= openChannel();
    const { port1, port2 } = channel;
    return new Promise((resolve) => {
      waiting.push(resolve);
      port1.ref();
      port2.postMessage(undefined);
    });
  },
  every(ms, act) {
    let isOver = false;
    const next = () =>
      onTimeout(ms, () => {
        if (isOver) return;
        act();
        next();
      });
    next();
    return () => {
      isOver = true;
    };
  },
};

function onTimeout(ms: number, act: () => void): void {
  AbortSignal.timeout(Math.ceil(ms)).addEventListener('abort', act, { once: true });
}

function newChannel(): MessageChannel {
  return new (process.getBuiltinModule('node:worker_threads').MessageChannel)();
}

function openChannel(): MessageChannel {
  const opened = newChannel();
  opened.port1.on('message', () => {
    const due = waiting.splice(0);
    opened.port1.unref();
    for (const resolve of due) resolve();
  });
  return opened;
}
