import type { KeyObject } from 'node:crypto';
import { InternalStatus, Status } from '@cloudpay/proto';
import type { CallFault } from '../service/faults/fault.ts';
import type { RefusalContent } from '../service/refusals/refusal.ts';
import type { Proof } from './verdict.ts';

/** A response before it is written and sent. */
export interface Response {
  /**
   * Default: 200. Cloud Pay reports refusals in the content and not by HTTP status, because Java clients cannot read the
   * body of other statuses.
   */
  readonly httpStatus?: number;
  readonly status: number;
  readonly internalStatus: number;
  readonly description: string;
  /** snake_case JSON, for the response key of the endpoint. */
  readonly payload?: Readonly<Record<string, unknown>>;
  /** The fault of the response. */
  readonly fault?: CallFault | undefined;
  /** Authenticates the response. Undefined if the caller was not authenticated. */
  readonly key?: KeyObject | undefined;
  /** The result of the authentication. Undefined if the request was refused before it. */
  readonly proof?: Proof | undefined;
  /** Required fields that were missing although the service accepted the request. */
  readonly missing?: readonly string[];
}

export const succeeded: Response = { status: Status.Succeeded, internalStatus: InternalStatus.None, description: '操作成功。' };

/** The service does not know the result. The response has no code. */
export const uncertainWithoutCode: Response = {
  status: Status.Unknown,
  internalStatus: 9301,
  description: '系统繁忙，请重试 system busy, send it again',
};

/** The service does not know the result yet. */
export const uncertain: Response = {
  status: Status.Pending,
  internalStatus: 9302,
  description: '结果未知，请查询 outcome unknown, query the order',
};

/** An error of the sandbox itself. The client must treat the outcome as unknown. */
export const broken: Response = { ...uncertainWithoutCode, httpStatus: 500 };

/** The statuses whose responses have an authentication code. The others are accepted without one. */
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
