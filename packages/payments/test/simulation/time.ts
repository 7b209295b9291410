export { MachineClock } from './machine-clock.ts';
export { SimulatedTime } from './simulated-time.ts';
