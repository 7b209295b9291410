import { longestExchange } from '@cloudpay/core';
import type { Watch } from '../journal/record.ts';
import { longestUnderWay } from './limits.ts';

/**
 * How long a process watches for "no such order" after it has taken over the record of a dead or unknown holder: 90 s. A
 * request may have left just before, and its exchange may have lasted as long as it can.
 */
export const watchAfterTakeover: Watch = { needed: longestExchange + longestUnderWay, done: 0 };
