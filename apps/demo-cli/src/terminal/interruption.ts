const signals = ['SIGINT', 'SIGTERM'] as const;

/** Ctrl-C, or the system's wish that this process ends, as an AbortSignal. The second time they end it, as they do without this. */
export function interruption(): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const abort = () => {
    stop();
    controller.abort();
  };
  const stop = () => {
    for (const signal of signals) process.off(signal, abort);
  };
  for (const signal of signals) process.once(signal, abort);
  return { signal: controller.signal, [Symbol.dispose]: stop };
}
