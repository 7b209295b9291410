import { type Command, InvalidArgumentError, Option } from 'commander';

const examples = '2026-05-01, 2026-05-01T08:30';

/** From when until when. */
export interface PeriodOptions {
  readonly from: Date;
  readonly to: Date;
}

/**
 * Adds {@link PeriodOptions} to a command. Times are those of this machine's time zone, unless they name another.
 *
 * @param from where the period begins by default
 * @param when the same, for people
 */
export function withPeriodOptions(command: Command, from: Date, when: string): Command {
  const start = new Option('--from <time>', `开始时间，如 from when, such as ${examples}`);
  const end = new Option('--to <time>', '结束时间，只有日期则含当天 until when; a date includes its day');
  return command
    .addOption(start.argParser((text) => readMoment(text, 0)).default(from, when))
    .addOption(end.argParser((text) => readMoment(text, 1)).default(dayFrom(new Date(), 1), '今天 today'));
}

/** The beginning of a day, so many days after another. */
export function dayFrom(moment: Date, days: number): Date {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() + days);
}

/** @param days added to a date without a time: a period until a day includes the day */
function readMoment(text: string, days: 0 | 1): Date {
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  const isTime = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?$/.test(text);
  // Without a zone it is local time, with seconds or not.
  const moment = day
    ? new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3]))
    : new Date(isTime ? text.replace(' ', 'T') : '');
  // Days such as 02-30 become others.
  if (Number.isNaN(moment.getTime()) || (day && moment.getDate() !== Number(day[3]))) {
    throw new InvalidArgumentError(`应为日期或时间，如 (must be a date or time, such as) ${examples}`);
  }
  return day ? dayFrom(moment, days) : moment;
}
