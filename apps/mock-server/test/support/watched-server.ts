// A sandbox in a process of its own, which tells how much memory it holds. Started by fork() with --expose-gc.
import { startMockServer } from '../../src/index.ts';

const server = await startMockServer();

process.on('message', async () => {
  // Twice, since finalizers that the first one runs let go of more.
  for (let n = 0; n < 2; n++) globalThis.gc?.();
  process.send?.({ heap: process.memoryUsage().heapUsed });
});
process.on('disconnect', () => void server.close());
process.send?.({ url: server.url });
