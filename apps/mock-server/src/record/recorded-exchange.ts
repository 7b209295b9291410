import type { AuthenInfo } from '@cloudpay/proto';
import type { HostFaultKind } from '../hosts/health.ts';
import type { FaultKind } from '../service/faults/fault.ts';
import type { Verdict } from '../wire/verdict.ts';

/** JSON in the names of the wire, as it was sent. Integers that JavaScript cannot hold are kept as their digits. */
export type WireContent = Readonly<Record<string, unknown>>;

/** A request, as it arrived. Payment codes are masked: platform and scenario stay readable, and the sandbox takes the masked one the same. */
export interface RecordedRequest {
  /** The string `request_content`; of a call without an envelope its body, or its query as JSON. */
  readonly text: string;
  /** The text, parsed. Undefined when it is no JSON object. */
  readonly content: WireContent | undefined;
  readonly isEnvelope: boolean;
  /** What the envelope proves itself with. */
  readonly authenInfo: AuthenInfo | undefined;
}

/** What the service answers. Whether the client gets it so is another thing: see the fault. Keys are masked. */
export interface RecordedResponse {
  readonly httpStatus: number;
  readonly status: number;
  readonly internalStatus: number;
  readonly description: string;
  /** Its digits. */
  readonly logId: string;
  /** The string `response_content`; of a call without an envelope the body. */
  readonly text: string;
  /** The text, parsed. */
  readonly content: WireContent;
  readonly authenInfo: AuthenInfo | undefined;
}

/** What went wrong with an exchange on purpose. */
export interface RecordedFault {
  readonly kind: FaultKind | HostFaultKind;
  /** The payment code's scenario, a fault that was asked for, or a host that fails. */
  readonly cause: 'scenario' | 'fault' | 'host';
  /** Of a `delay` or a `hold`, where it is not the usual. */
  readonly milliseconds?: number | undefined;
}

/** A call, as the server saw it. */
export interface RecordedExchange {
  /** Counts all exchanges since the server's start, from 1. */
  readonly id: number;
  /** When the request had arrived whole: milliseconds since 1970, on the sandbox's clock. */
  readonly at: number;
  /** The name of the call, or the path of one that does not exist. */
  readonly endpoint: string;
  readonly method: 'GET' | 'POST';
  /** Which of `urls` it came to, from 0. */
  readonly host: number;
  /** The merchant that it names, if there is such a one. */
  readonly outSubMchId: string | undefined;
  readonly request: RecordedRequest;
  /**
   * What the documents require and the request left out, though the service took it: fields by their places on the wire, and
   * `content-type` for the header.
   */
  readonly missing: readonly string[];
  readonly verdict: Verdict;
  readonly fault: RecordedFault | undefined;
  /** Undefined while there is none, and where the host failed to give one. */
  readonly response: RecordedResponse | undefined;
  /** From the request to the end of the response, in milliseconds of this machine. Undefined while it lasts. */
  readonly durationMs: number | undefined;
}
