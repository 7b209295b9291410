// A sandbox in a process of its own that reports its memory. Start it by fork() with --expose-gc.
import { startMockServer } from '../../src/index.ts';

const server = await startMockServer();

process.on('message', async () => {
  // Twice, because finalizers of the first run release more memory.
  for (let n = 0; n < 2; n++) globalThis.gc?.();
  process.send?.({ heap: process.memoryUsage().heapUsed });
});
process.on('disconnect', () => void server.close());
process.send?.({ url: server.url });
