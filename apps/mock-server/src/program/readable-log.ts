/** The parts of a log line that people need. */
interface LogLine {
  /** A level of pino: 30 is information, 50 and above are failures. */
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

/** Receives lines, for example standard error. */
interface Sink {
  write(line: string): unknown;
}

const information = 30;

/** Converts the JSON lines of the log to readable text. */
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
  // The greeting already says that the server listens.
  if (endpoint === undefined) return undefined;
  const outcome = internalStatus === 0 ? status : `${status} / ${internalStatus}`;
  const time = new Date().toLocaleTimeString('en-GB');
  return [time, endpoint.padEnd(18), outcome, fault, diagnosis].filter((part) => part !== undefined).join('  ');
}
