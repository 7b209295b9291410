import type { Watch } from '../journal/record.ts';
import { longestUnderWay } from './decide.ts';

/** A process that has died may have sent a request just before: its exchange may have lasted this long, in milliseconds. */
const longestExchange = 30_000;

/** How long "no such order" has to be watched for by a process that takes over a record whose holder died, or is not known. */
export const watchAfterTakeover: Watch = { needed: longestExchange + longestUnderWay, done: 0 };
