import { longestExchange } from '@cloudpay/core';
import type { Watch } from '../journal/record.ts';
import { longestUnderWay } from './decide.ts';

/**
 * How long "no such order" has to be watched for by a process that takes over a record whose holder died, or is not known: a request may have
 * left just before, whose exchange lasted as long as it can.
 */
export const watchAfterTakeover: Watch = { needed: longestExchange + longestUnderWay, done: 0 };
