import type { KeyObject } from 'node:crypto';
import { InternalStatus, Status } from '@cloudpay/proto';
import type { CallFault } from '../service/faults/fault.ts';
import type { RefusalContent } from '../service/refusals/refusal.ts';
import type { Proof } from './verdict.ts';

/** What the service has to say, before it is written and sent. */
export interface Response {
  /** Default 200: Cloud Pay refuses in the content, not by HTTP, since Java clients cannot read the body of another status. */
  readonly httpStatus?: number;
  readonly status: number;
  readonly internalStatus: number;
  readonly description: string;
  /** Wire JSON, under the response key of the endpoint. */
  readonly payload?: Readonly<Record<string, unknown>>;
  /** What goes wrong on the way back. */
  readonly fault?: CallFault | undefined;
  /** What the response is authenticated with. Undefined where nobody has proved who calls. */
  readonly key?: KeyObject | undefined;
  /** What came of the check of who calls. Undefined where the request was not read that far. */
  readonly proof?: Proof | undefined;
  /** What the documents require and the request left out, though the service took it. */
  readonly missing?: readonly string[];
}

export const succeeded: Response = { status: Status.Succeeded, internalStatus: InternalStatus.None, description: '操作成功。' };

/** The service does not know, and says so without a code. */
export const uncertainUnauthenticated: Response = {
  status: Status.Unknown,
  internalStatus: 9301,
  description: '系统繁忙，请重试 system busy, send again',
};

/** The service does not know yet. */
export const uncertain: Response = {
  status: Status.Pending,
  internalStatus: 9302,
  description: '结果未知，请查询 outcome unknown, query it',
};

/** Something in the sandbox itself broke; whoever calls must treat the outcome as unknown. */
export const broken: Response = { ...uncertainUnauthenticated, httpStatus: 500 };

/** The statuses whose answers carry an authentication code; the others may be believed without one. */
const authenticatedStatuses: ReadonlySet<number> = new Set([
  Status.Succeeded,
  Status.NumberUsed,
  Status.Pending,
  Status.Failed,
]);

export function carriesCode(response: Response): boolean {
  return authenticatedStatuses.has(response.status);
}

export function refused({ status, internalStatus, description }: RefusalContent): Response {
  return { status, internalStatus, description };
}
