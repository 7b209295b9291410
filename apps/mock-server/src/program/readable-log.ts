/** A line of the log, as far as a person wants to see it. */
interface LogLine {
  /** Of pino: 30 for what happens, 50 and more for failures. */
  readonly level: number;
  readonly msg: string;
  readonly endpoint?: string;
  readonly status?: number;
  readonly internalStatus?: number;
  readonly fault?: string;
  readonly diagnosis?: string;
  readonly message?: string;
  readonly stack?: string;
}

/** What takes lines, such as standard error. */
interface Sink {
  write(line: string): unknown;
}

const information = 30;

/** Lets a person read the log: takes its lines, and writes what they say in place of their JSON. */
export function readableLog(sink: Sink): Sink {
  return {
    write(line) {
      const text = textOf(JSON.parse(line) as LogLine);
      if (text !== undefined) sink.write(`${text}\n`);
    },
  };
}

function textOf({
  level,
  msg,
  endpoint,
  status,
  internalStatus,
  fault,
  diagnosis,
  message,
  stack,
}: LogLine): string | undefined {
  if (level > information) return [msg, stack ?? message].filter(Boolean).join(': ');
  // That it listens, the greeting says.
  if (endpoint === undefined) return undefined;
  const outcome = internalStatus === 0 ? status : `${status} / ${internalStatus}`;
  const time = new Date().toLocaleTimeString('en-GB');
  return [time, endpoint.padEnd(18), outcome, fault, diagnosis].filter((part) => part !== undefined).join('  ');
}
