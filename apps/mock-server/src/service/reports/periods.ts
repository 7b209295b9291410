import { StatType } from '@cloudpay/proto';

/** Cloud Pay's days are those of Beijing, which has no daylight saving time. */
const beijingOffset = 8 * 3600;

type FirstDay = (year: number, month: number, day: number, weekday: number) => number;

const daily: FirstDay = (year, month, day) => Date.UTC(year, month, day);

/** The first day of a period, given one of its days. Weeks begin on Monday. */
const firstDays = new Map<StatType, FirstDay>([
  [StatType.Daily, daily],
  [StatType.Weekly, (year, month, day, weekday) => Date.UTC(year, month, day - ((weekday + 6) % 7))],
  [StatType.Monthly, (year, month) => Date.UTC(year, month, 1)],
  [StatType.Yearly, (year) => Date.UTC(year, 0, 1)],
]);

/** The start of the period that contains a moment, in seconds. An unknown type counts by days. */
export function startOfPeriod(type: StatType, seconds: number): number {
  const there = new Date((seconds + beijingOffset) * 1000);
  const firstDay = firstDays.get(type) ?? daily;
  const start = firstDay(there.getUTCFullYear(), there.getUTCMonth(), there.getUTCDate(), there.getUTCDay());
  return start / 1000 - beijingOffset;
}
