import type { Wait } from './known.ts';
import type { LiveWait } from './live-wait.ts';
import type { Operation, OperationRecord, ProgressListener } from './operation.ts';
import type { Schedule } from './schedule.ts';

/** The options of one wait. */
export interface WaitOptions<Outcome extends object> {
  readonly operation: Operation<Outcome>;
  readonly record: OperationRecord<Outcome>;
  readonly listener?: ProgressListener<Outcome> | undefined;
  readonly schedule: Schedule;
  /** Milliseconds for the whole wait. Default: the schedule's. */
  readonly timeout?: number | undefined;
  /** Ends the wait early, as closing the client does. The outcome is then `unknown`, or `failed` if no request had left. */
  readonly signal?: AbortSignal | undefined;
  /** The waits that are under way. This one is in it while it lasts, so that a callback or a cancellation can wake it. */
  readonly live: Map<string, LiveWait<Outcome>>;
  /** Its key in {@link live}. */
  readonly number: string;
  /** What is known at the start: `beginning` or `resuming`. */
  readonly start: Wait<Outcome>;
  /** How long "no such order" must be watched for after the last request, in milliseconds. Default: `longestUnderWay`. */
  readonly watchNeeded?: number | undefined;
}
