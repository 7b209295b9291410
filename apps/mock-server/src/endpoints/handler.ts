import type { KeyObject } from 'node:crypto';
import { decode, type Endpoint, encode, FieldError, isJsonObject, type Message, validate } from '@cloudpay/proto';
import { readJson } from '../json/json.ts';
import type { CallFault } from '../service/faults/fault.ts';
import { Refusal, refusals, refuseField, refuseFieldError } from '../service/refusals/refusal.ts';
import type { Account } from '../service/sandbox/account.ts';
import { candidateKeys } from '../service/sandbox/candidate-keys.ts';
import type { Sandbox } from '../service/sandbox/sandbox.ts';
import { authenticate } from '../wire/authentication.ts';
import { readEnvelope, responseContent, writeEnvelope } from '../wire/envelope.ts';
import { refuseProof } from '../wire/refuse-proof.ts';
import { type Response, refused, succeeded } from '../wire/response.ts';
import { writeForTerminal } from '../wire/terminal-limit.ts';
import type { Proof } from '../wire/verdict.ts';
import { completed } from './tolerances.ts';

/** Handles one call of the service. */
export interface Handler {
  readonly endpoint: Endpoint<object, object>;
  /** Carries out the request. A refusal is returned as a response too. For a GET, the body is the query as a JSON object. */
  handle(body: Uint8Array | undefined, sandbox: Sandbox): Response;
  /** Writes the response as the text to send. */
  write(response: Response, logId: string, sandbox: Sandbox): string;
}

/** The result of a call: a payload, or a fault, or both if the fault comes after the work. */
export interface Result<Payload> {
  readonly payload?: Payload;
  readonly fault?: CallFault | undefined;
}

interface EnvelopedCall<Request extends object, Payload extends object> {
  /** Whether the response lists any number of orders. Official terminals do not use such calls. Default: false. */
  readonly isList?: boolean;
  /** Finds the account of the caller. Default: the merchant that the request names in `out_sub_mch_id`. */
  accountOf?(content: JsonObject, sandbox: Sandbox): Account;
  /** @throws Refusal */
  perform(request: Request, account: Account): Result<Payload>;
}

/** Makes the handler of a call in the ordinary envelope. */
export function envelopedHandler<Request extends object, Payload extends { nonceStr?: string }>(
  endpoint: Endpoint<Request, Payload>,
  call: EnvelopedCall<Request, Payload>,
): Handler {
  const { authentication, responseKey } = endpoint;
  const { isList = false } = call;
  const accountOf = call.accountOf ?? ((content, sandbox) => namedAccount(endpoint.request, content, sandbox));
  return {
    endpoint,
    handle(body, sandbox) {
      let key: KeyObject | undefined;
      let proof: Proof | undefined;
      let missing: readonly string[] = [];
      try {
        const envelope = readEnvelope(body);
        const content = readContent(envelope.requestContent);
        const account = accountOf(content, sandbox);
        proof = authenticate(envelope, authentication, account.keys, () => {
          return sandbox.examiner.examine(
            envelope,
            authentication === 'codeOrSignature',
            candidateKeys(account, sandbox.accounts),
          );
        });
        if (proof.verdict.result === 'wrong') throw refuseProof(proof.verdict.diagnosis);
        key = authentication === 'none' ? undefined : account.keys.authenKey;
        const whole = completed(endpoint.path, content);
        missing = whole.missing;
        // The check uses the completed content, and the handler uses the content as sent.
        const checked = readRequest(endpoint.request, whole.content);
        const request = missing.length === 0 ? checked : decodeRequest(endpoint.request, content);
        const { payload, fault } = call.perform(request, account);
        if (payload === undefined) return { ...succeeded, fault, key, proof, missing };
        const nonceStr = sandbox.random.text(32);
        const encoded = encode(endpoint.response, { ...payload, nonceStr } as Payload);
        return { ...succeeded, fault, key, proof, missing, payload: { [responseKey]: encoded } };
      } catch (error) {
        if (error instanceof Refusal) return { ...refused(error), key, proof, missing };
        throw error;
      }
    },
    write(response, logId) {
      const write = () => writeEnvelope(responseContent(response, logId), response);
      return isList ? write() : writeForTerminal(response.payload ?? {}, write);
    },
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

/** @throws Refusal with status 101 if the text is not a JSON object */
export function readContent(text: string): JsonObject {
  const json = readJson(text);
  if (!isJsonObject(json)) throw new Refusal(refusals.notJson);
  return json;
}

/**
 * Finds the account of the merchant that a request names. This comes before the rest of the content is checked, because
 * only the merchant's key authenticates it.
 *
 * @throws Refusal with status 101 if the merchant is missing or unknown
 */
function namedAccount(type: Message<object>, content: JsonObject, { accounts }: Sandbox): Account {
  const inPayMchKey = type.fieldByName('payMchKey') !== undefined;
  const holder = inPayMchKey ? content.pay_mch_key : content;
  const outSubMchId = isJsonObject(holder) ? holder.out_sub_mch_id : undefined;
  const account = typeof outSubMchId === 'string' ? accounts.get(outSubMchId) : undefined;
  if (account !== undefined) return account;
  // A value that cannot be a merchant's number is refused with the message of the schema.
  readRequest(type, content);
  throw refuseField(inPayMchKey ? 'pay_mch_key.out_sub_mch_id' : 'out_sub_mch_id', 'a known merchant');
}

/** @throws Refusal with status 101 naming the field if the content breaks the schema */
export function readRequest<Request extends object>(type: Message<Request>, content: JsonObject): Request {
  const request = decodeRequest(type, content);
  const problem = validate(type, request);
  if (problem) throw refuseFieldError(problem);
  return request;
}

/** @throws Refusal with status 101 naming the field if it has a wrong type */
function decodeRequest<Request extends object>(type: Message<Request>, content: JsonObject): Request {
  try {
    return decode(type, content);
  } catch (error) {
    throw error instanceof FieldError ? refuseFieldError(error) : error;
  }
}
