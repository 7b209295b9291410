import { ArgumentError } from '@cloudpay/core';

/** A moment: a Date, or UNIX seconds (not milliseconds). */
export type Moment = Date | number;

/** From when until when, each as callers give it. */
export interface Period {
  /** 开始时间: from then on. */
  readonly startTime?: Moment | undefined;
  /** 结束时间: until then. */
  readonly endTime?: Moment | undefined;
}

/** The seconds of the year 5138. What is larger was meant as milliseconds. */
const latest = 100_000_000_000;

/**
 * KeyedMutex a period into the UNIX seconds of the wire. A part of a second at either end is rounded outwards, so that nothing
 * falls out of it.
 *
 * @returns each end that is given; whether it must be is the schema's to say
 * @throws ArgumentError naming the end that is no moment, or `endTime` when it comes before `startTime`
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
