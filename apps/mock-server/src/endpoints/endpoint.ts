import { decode, encode, FieldError, isJsonObject, type Message, validate } from '@cloudpay/proto';
import type { Sandbox } from '../service/sandbox.ts';
import { type Answer, refused, succeeded } from '../wire/answer.ts';
import { type Authentication, authenticate } from '../wire/authentication.ts';
import { answerContent, NotAnEnvelope, readEnvelope, writeEnvelope } from '../wire/envelope.ts';
import { readJson } from '../wire/json.ts';
import type { Mishap } from '../wire/mishaps.ts';
import { Refusal, refusals, refuseFieldError } from '../wire/refusal.ts';
import { writeForTerminal } from '../wire/terminal-limit.ts';

/** One call of the service, as the server sees it. */
export interface Endpoint {
  /** Its path below `/cpay/`. */
  readonly name: string;
  /** Default POST. What a GET asks for stands in its query, and reaches `answer` as the JSON object of it. */
  readonly method?: 'GET';
  /** Does what the request asks for. A refusal is an answer like any other. */
  answer(body: Uint8Array | undefined, sandbox: Sandbox): Answer;
  /** The answer as the text that is sent. */
  write(answer: Answer, logId: number, sandbox: Sandbox): string;
}

/** What a call came to: its payload, or a mishap, or (where the work was done before the mishap) both. */
export interface Result<Payload> {
  readonly payload?: Payload;
  readonly mishap?: Mishap | undefined;
}

interface EnvelopedCall<Request extends object, Payload extends object> {
  readonly name: string;
  readonly request: Message<Request>;
  readonly payload: Message<Payload>;
  /** What the payload stands under in the content of the answer. Default: the name. */
  readonly answerKey?: string;
  /** Default `code`. */
  readonly authentication?: Authentication;
  /** Whether the answer lists any number of orders, which no official terminal asks for. Default false. */
  readonly isList?: boolean;
  /** @throws Refusal */
  perform(request: Request, sandbox: Sandbox): Result<Payload>;
}

/** A call whose request and answer travel in envelopes: all of Cloud Pay but ping. */
export function envelopedEndpoint<Request extends object, Payload extends object>(
  call: EnvelopedCall<Request, Payload>,
): Endpoint {
  const { name, answerKey = name, authentication = 'code', isList = false } = call;
  return {
    name,
    answer(body, sandbox) {
      try {
        const envelope = readEnvelope(body);
        authenticate(envelope, authentication, sandbox.keys);
        const { payload, mishap } = call.perform(readRequest(call.request, envelope.requestContent), sandbox);
        if (payload === undefined) return { ...succeeded, mishap };
        const nonceStr = sandbox.random.text(32);
        return { ...succeeded, mishap, payload: { [answerKey]: encode(call.payload, { ...payload, nonceStr } as Payload) } };
      } catch (error) {
        if (error instanceof Refusal) return refused(error, error instanceof NotAnEnvelope ? 400 : 200);
        throw error;
      }
    },
    write(answer, logId, sandbox) {
      const key = authentication === 'none' ? undefined : sandbox.keys.authenKey;
      const write = () => writeEnvelope(answerContent(answer, logId), answer, key);
      return isList ? write() : writeForTerminal(answer.payload ?? {}, write);
    },
  };
}

/** @throws Refusal with status 101 when the content breaks the schema, naming the field */
export function readRequest<Request extends object>(type: Message<Request>, content: string): Request {
  const json = readJson(content);
  if (!isJsonObject(json)) throw new Refusal(refusals.notJson);
  try {
    const request = decode(type, json);
    const problem = validate(type, request);
    if (problem) throw problem;
    return request;
  } catch (error) {
    throw error instanceof FieldError ? refuseFieldError(error) : error;
  }
}
