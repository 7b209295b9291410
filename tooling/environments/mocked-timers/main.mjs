// The timers of `node:test` stand still until they are told to go on. Here they follow real time, step by step.
import { mock } from 'node:test';
import * as sdk from '@cloudpay/payments';
import { day } from './day.mjs';

const { setTimeout: realTimeout } = globalThis;
const step = 20;
mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'], now: Date.now() });
let isOver = false;
const done = day(sdk).finally(() => {
  isOver = true;
});
while (!isOver) {
  await new Promise((resolve) => realTimeout(resolve, step));
  mock.timers.tick(step);
}
await done;
