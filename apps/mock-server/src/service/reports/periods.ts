import { StatType } from '@cloudpay/proto';

/** Cloud Pay's days are those of Beijing, which knows no summer time. */
const beijingOffset = 8 * 3600;

type FirstDay = (year: number, month: number, day: number, weekday: number) => number;

const daily: FirstDay = (year, month, day) => Date.UTC(year, month, day);

/** The first day of a period, from one of its days. Weeks begin on Monday. */
const firstDays = new Map<StatType, FirstDay>([
  [StatType.Daily, daily],
  [StatType.Weekly, (year, month, day, weekday) => Date.UTC(year, month, day - ((weekday + 6) % 7))],
  [StatType.Monthly, (year, month) => Date.UTC(year, month, 1)],
  [StatType.Yearly, (year) => Date.UTC(year, 0, 1)],
]);

/** When the period began in which a moment lies, in seconds. A type that is not known counts by days. */
export function startOfPeriod(type: StatType, seconds: number): number {
  const there = new Date((seconds + beijingOffset) * 1000);
  const firstDay = firstDays.get(type) ?? daily;
  const start = firstDay(there.getUTCFullYear(), there.getUTCMonth(), there.getUTCDate(), there.getUTCDay());
  return start / 1000 - beijingOffset;
}
