import { PostgresReason } from './reason.ts';

/** What an error of a statement means for the next step. */
export interface Fault {
  readonly reason: PostgresReason;
  /** Whether the same statement may succeed in a moment. */
  readonly isPassing: boolean;
  /** Whether the statement certainly had no effect: the server said so, or it never left. */
  readonly isWithoutEffect: boolean;
  /** The connection is not fit for use any more. */
  readonly isConnectionLost: boolean;
  /** A value was refused: other values may be written. */
  readonly isOfData: boolean;
}

/** Errors of the server after which it may answer soon, by SQLSTATE: it starts, stops, or has no connection left. */
const passing = /^(?:08|57P0[1-3]|53300)/;

/** Statements of others were in the way. Nothing was done. */
const conflict = /^(?:40001|40P01|55P03)/;

/** @param wasSent whether the statement may have reached the server */
export function faultOf(error: unknown, wasSent: boolean): Fault {
  const { code, message } = textOf(error);
  const sqlState = /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
  if (error instanceof PostgresReason)
    return fault(error, { isPassing: true, isWithoutEffect: !wasSent, isConnectionLost: true });
  if (sqlState === undefined) {
    const trouble = /time ?out/i.test(message) ? 'timeout' : 'unreachable';
    return fault(new PostgresReason(trouble, message), { isPassing: true, isWithoutEffect: !wasSent, isConnectionLost: true });
  }
  if (passing.test(sqlState)) {
    const reason = new PostgresReason('unreachable', message);
    return fault(reason, { isPassing: true, isWithoutEffect: !wasSent, isConnectionLost: true });
  }
  const reason = new PostgresReason(troubleOf(sqlState) ?? sqlState, message);
  return fault(reason, { isPassing: conflict.test(sqlState), isOfData: /^(?:22|23)/.test(sqlState) });
}

function fault(reason: PostgresReason, more: Partial<Fault>): Fault {
  return { reason, isPassing: false, isWithoutEffect: true, isConnectionLost: false, isOfData: false, ...more };
}

/** The reasons that have a name of ours, by SQLSTATE. */
function troubleOf(sqlState: string): PostgresReason['code'] | undefined {
  // A standby, or a server that was set to read only; a role that may not write.
  if (sqlState === '25006' || sqlState === '42501') return 'readOnly';
  // No such table, column, schema or database.
  if (/^(?:42P01|42703|3F000|3D000)/.test(sqlState)) return 'layout';
  // Somebody cancelled the statement, or the server has a limit of its own.
  if (sqlState === '57014') return 'timeout';
  // The password is wrong, or the role may not connect.
  if (sqlState.startsWith('28')) return 'unreachable';
  return undefined;
}

/** The first line of a message alone: the details of the server quote what was written. */
function textOf(error: unknown): { readonly code: string; readonly message: string } {
  const { code, message, errors } = error as { code?: unknown; message?: unknown; errors?: readonly Error[] };
  // A host with several addresses: the errors of all of them.
  const said = errors?.map((one) => one.message).join('; ') || String(message ?? error);
  return { code: String(code ?? ''), message: said };
}
