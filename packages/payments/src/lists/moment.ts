import { ArgumentError } from '@cloudpay/core';

/** A moment: a Date, or UNIX seconds (not milliseconds). */
export type Moment = Date | number;

/** A period, with moments as callers give them. */
export interface Period {
  /** 开始时间: the beginning of the period. */
  readonly startTime?: Moment | undefined;
  /** 结束时间: the end of the period. */
  readonly endTime?: Moment | undefined;
}

/** The seconds of the year 5138. A larger number is taken for milliseconds. */
const latest = 100_000_000_000;

/**
 * Converts a period to the UNIX seconds of the wire. Fractions of a second are rounded outwards, so that no order is left out.
 *
 * @returns each end that is given; the schema decides whether it is required
 * @throws ArgumentError naming the end that is not a moment, or `endTime` when it is before `startTime`
 */
export function secondsOf({ startTime, endTime }: Period): { startTime?: number; endTime?: number } {
  const start = startTime === undefined ? undefined : Math.floor(checkMoment(startTime, 'startTime'));
  const end = endTime === undefined ? undefined : Math.ceil(checkMoment(endTime, 'endTime'));
  if (start !== undefined && end !== undefined && start > end) {
    throw new ArgumentError('endTime', '早于开始时间 (is before startTime)');
  }
  return { ...(start !== undefined && { startTime: start }), ...(end !== undefined && { endTime: end }) };
}

function checkMoment(moment: Moment, field: string): number {
  const seconds = moment instanceof Date ? moment.getTime() / 1000 : moment;
  if (typeof seconds === 'number' && seconds >= 0 && seconds <= latest) return seconds;
  throw new ArgumentError(field, '应为 Date 或 Unix 秒 (must be a Date or UNIX seconds, not milliseconds)');
}
