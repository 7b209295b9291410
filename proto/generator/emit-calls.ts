import protobuf from 'protobufjs';
import { camelCase } from '../src/codec/message.ts';
import { docComment } from './doc-comment.ts';
import { moduleOf } from './schema.ts';

/**
 * Writes the module of a service: one constant per call, so that a bundle contains only the calls it uses, and a list of
 * all calls.
 */
export function emitCalls(service: protobuf.Service): string {
  const calls = service.methodsArray.map(readCall);
  for (const [index, { method, path }] of calls.entries()) {
    const other = calls.slice(0, index).find((earlier) => earlier.path === path);
    if (other) throw new Error(`${method.fullName}: has the path ${path} of ${other.method.fullName}`);
  }
  const list = `/** Every call of the service. */\nexport const endpoints: readonly Endpoint<object, object>[] = [${calls.map(nameOf).join(', ')}];\n`;
  return [emitImports(calls), ...calls.map(emitCall), list].join('\n');
}

interface Call {
  readonly method: protobuf.Method;
  readonly path: string;
  readonly messages: readonly [request: protobuf.Type, response: protobuf.Type];
  /** The properties of the call's constant, as code. Undefined for a default value. */
  readonly facts: Readonly<Record<string, string | undefined>>;
}

type Value = string | boolean;

function readCall(method: protobuf.Method): Call {
  const options = readOptions(method);
  const refuse = (problem: string) => new Error(`${method.fullName}: ${problem}`);
  const text = (name: string, form: RegExp): string | undefined => {
    const value = options.get(name) as string | undefined;
    if (value !== undefined && !form.test(value)) throw refuse(`(${name}) cannot be "${value}"`);
    return value;
  };
  const { resolvedRequestType: request, resolvedResponseType: response } = method;
  if (request === null || response === null) throw refuse('is not resolved');
  if (method.requestStream || method.responseStream) throw refuse('streams are not supported');
  if (!options.has('kind')) throw refuse('needs a (kind)');
  const answeredBeforeKey = options.has('answered_before_key');
  if (answeredBeforeKey && options.get('kind') === 'CHARGING')
    throw refuse('is CHARGING, so its response needs a code: it cannot be (answered_before_key)');
  if (!answeredBeforeKey && options.get('envelope') === 'PLAIN')
    throw refuse('has a PLAIN response, which carries no code: it must be (answered_before_key)');
  const path = text('path', /^[a-z]\w*$/) ?? snakeCase(method.name);
  const otherKeys = text('other_response_keys', /^\w+( \w+)*$/);
  return {
    method,
    path,
    messages: [request, response],
    facts: {
      path: `'${path}'`,
      kind: word(options.get('kind')),
      method: options.has('method') ? `'${String(options.get('method'))}'` : undefined,
      envelope: word(options.get('envelope')),
      authentication: word(options.get('authentication')),
      responseKey: `'${text('response_key', /^\w*$/) ?? path}'`,
      otherResponseKeys: otherKeys && `['${otherKeys.replaceAll(' ', "', '")}']`,
      mayLackPayload: options.has('may_lack_payload') ? 'true' : undefined,
      answeredBeforeKey: answeredBeforeKey ? 'true' : undefined,
      exactResponse: options.has('exact_response') ? 'true' : undefined,
      request: request.name,
      response: response.name,
    },
  };
}

/**
 * The options that a call sets to other values than the default. An unknown option is an error, because it would have no
 * effect.
 */
function readOptions(method: protobuf.Method): ReadonlyMap<string, Value> {
  const stated = new Map<string, Value | undefined>();
  for (const [option, value] of ((method.parsedOptions ?? []) as object[]).flatMap((one) => Object.entries(one))) {
    const name = /^\((\w+)\)$/.exec(option)?.[1] ?? '';
    const declared = method.parent?.lookup(name);
    if (!(declared instanceof protobuf.Field) || declared.extend !== 'google.protobuf.MethodOptions')
      throw new Error(`${method.fullName}: ${option} is no option of a call in cloud_pay_options.proto`);
    if (stated.has(name)) throw new Error(`${method.fullName}: states ${option} twice`);
    stated.set(name, readValue(method, declared, value));
  }
  return new Map([...stated].filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

/** @returns undefined for the default value */
function readValue({ fullName }: protobuf.Method, option: protobuf.Field, value: unknown): Value | undefined {
  const { name, type, resolvedType } = option;
  if (resolvedType instanceof protobuf.Enum) {
    const number = typeof value === 'string' ? resolvedType.values[value] : undefined;
    if (typeof number !== 'number')
      throw new Error(`${fullName}: (${name}) must be one of ${Object.keys(resolvedType.values).join(', ')}`);
    return number === 0 ? undefined : (value as string);
  }
  if (type === 'bool' ? typeof value !== 'boolean' : typeof value !== 'string')
    throw new Error(`${fullName}: (${name}) must be of type ${type}`);
  return value === false ? undefined : (value as Value);
}

function emitCall(call: Call): string {
  const { method, facts } = call;
  const lines = Object.entries(facts).map(([name, code]) => (code === undefined ? '' : `  ${name}: ${code},\n`));
  const type = `Endpoint<${facts.request}, ${facts.response}>`;
  return `${docComment(method.comment, '')}export const ${nameOf(call)}: ${type} = {\n${lines.join('')}};\n`;
}

function emitImports(calls: readonly Call[]): string {
  const byModule = new Map<string, Set<string>>();
  for (const message of calls.flatMap(({ messages }) => messages)) {
    const module = moduleOf(message);
    byModule.set(module, (byModule.get(module) ?? new Set()).add(message.name));
  }
  const lines = [...byModule]
    .sort()
    .map(([module, names]) => `import { ${[...names].sort().join(', ')} } from './${module}';\n`);
  return `import type { Endpoint } from '../endpoint.ts';\n${lines.join('')}`;
}

function nameOf({ method }: Call): string {
  return `${method.name.charAt(0).toLowerCase()}${method.name.slice(1)}Endpoint`;
}

/** `CODE_OR_SIGNATURE` → `'codeOrSignature'` */
function word(value: Value | undefined): string | undefined {
  return value === undefined ? undefined : `'${camelCase(String(value).toLowerCase())}'`;
}

/** `MicroPay` → `micro_pay` */
function snakeCase(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase();
}
