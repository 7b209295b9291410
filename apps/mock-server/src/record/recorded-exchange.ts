import type { AuthenInfo } from '@cloudpay/proto';
import type { HostFaultKind } from '../hosts/health.ts';
import type { FaultKind } from '../service/faults/fault.ts';
import type { Verdict } from '../wire/verdict.ts';

/** JSON with snake_case names, as sent. Integers that JavaScript cannot represent are kept as their digits. */
export type WireContent = Readonly<Record<string, unknown>>;

/**
 * A request as received. Payment codes are masked: platform and scenario stay readable, and the sandbox accepts the masked
 * code in the same way.
 */
export interface RecordedRequest {
  /** The string `request_content`. Without an envelope: the body, or the query as JSON. */
  readonly text: string;
  /** The parsed text. Undefined if it is not a JSON object. */
  readonly content: WireContent | undefined;
  readonly isEnvelope: boolean;
  /** The authentication in the envelope. */
  readonly authenInfo: AuthenInfo | undefined;
}

/** The response of the service. A fault may change what the client receives. Keys are masked. */
export interface RecordedResponse {
  readonly httpStatus: number;
  readonly status: number;
  readonly internalStatus: number;
  readonly description: string;
  /** The digits of the log id. */
  readonly logId: string;
  /** The string `response_content`. Without an envelope: the body. */
  readonly text: string;
  /** The parsed text. */
  readonly content: WireContent;
  readonly authenInfo: AuthenInfo | undefined;
}

/** A deliberate fault of an exchange. */
export interface RecordedFault {
  readonly kind: FaultKind | HostFaultKind;
  /** The source of the fault: the scenario of the payment code, an injected fault, or the fault of a host. */
  readonly cause: 'scenario' | 'fault' | 'host';
  /** Of a `delay` or a `hold`, if it is not the default. */
  readonly milliseconds?: number | undefined;
}

/** A call as the server saw it. */
export interface RecordedExchange {
  /** Counts all exchanges since the server's start, from 1. */
  readonly id: number;
  /** When the whole request had arrived: milliseconds since 1970, on the sandbox's clock. */
  readonly at: number;
  /** The name of the call, or the path if there is no such call. */
  readonly endpoint: string;
  readonly method: 'GET' | 'POST';
  /** The position of its host in `urls`, from 0. */
  readonly host: number;
  /** The merchant that the request names, if it exists. */
  readonly outSubMchId: string | undefined;
  readonly request: RecordedRequest;
  /**
   * Required fields that were missing although the service accepted the request: their paths in snake_case, and
   * `content-type` for the header.
   */
  readonly missing: readonly string[];
  readonly verdict: Verdict;
  readonly fault: RecordedFault | undefined;
  /** Undefined until there is one, and if the host failed. */
  readonly response: RecordedResponse | undefined;
  /** From the request to the end of the response, in milliseconds of real time. Undefined until then. */
  readonly durationMs: number | undefined;
}
