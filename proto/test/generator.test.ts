import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { emitModule } from '../generator/emit.ts';
import { loadSchema, moduleFile, parseOptions, resolve, schemaFiles } from '../generator/schema.ts';

function emit(source: string): string {
  const root = new protobuf.Root();
  protobuf.parse(`syntax = "proto3"; package cloudpay;\n${source}`, root, parseOptions);
  // The emitter assigns a declaration to a module by its file name.
  for (const item of root.define('cloudpay').nestedArray) item.filename = '/schema/cloud_pay_till.proto';
  resolve(root);
  return emitModule(root, 'cloud_pay_till.proto');
}

/** The module of a service, generated together with the whole schema. */
function emitService(calls: string): string {
  const root = loadSchema();
  protobuf.parse(`syntax = "proto3"; package cloudpay; service Till { ${calls} }`, root, parseOptions);
  root.lookupService('Till').filename = '/schema/cloud_pay_till.proto';
  resolve(root);
  return emitModule(root, 'cloud_pay_till.proto');
}

describe('an enumeration', () => {
  const code = emit(`
    // 颜色: a colour.
    enum TillColour {
      TILL_COLOUR_UNSPECIFIED = 0;
      // 红: red.
      TILL_COLOUR_DARK_RED = 1;
      TILL_COLOUR_RGB_24 = 7;
    }`);

  test('is an object of its known numbers, without the zero value', () => {
    expect(code).toContain(
      '/** 颜色: a colour. */\nexport const TillColour = {\n  /** 红: red. */\n  DarkRed: 1,\n  Rgb24: 7,\n} as const;\n',
    );
  });

  test('has a type that accepts numbers of newer services', () => {
    expect(code).toContain('export type TillColour = (typeof TillColour)[keyof typeof TillColour] | (number & {});');
  });

  test('needs no codec', () => {
    expect(code).not.toContain('import');
  });
});

describe('a message', () => {
  const code = emit(`
    enum Kind { KIND_NONE = 0; }
    // 钱箱: a drawer.
    message Drawer {
      // 编号: its number, see \`coin_count\` and \`open_drawer\`.
      optional string drawer_id = 1 [(required) = true, (max_length) = 32];
      // 金额: in fen.
      //
      // Two lines.
      optional int64 amount_1 = 2 [(min) = 1, (max) = 9];
      optional int64 coin_count = 3 [(min) = 0];
      optional string currency = 4 [(equals) = "CNY"];
      repeated Drawer inner = 5 [(requires) = "drawer_id amount_1"];
      optional Drawer spare = 9 [(required) = true];
      repeated string labels = 6 [(max_length) = 3];
      optional Kind kind = 7;
      optional bool open = 8;
    }`);

  test('is an interface with optional properties, and limits in its comments', () => {
    expect(code).toContain(`/** 钱箱: a drawer. */
export interface Drawer extends WithUnknownFields {
  /**
   * 编号: its number, see \`coinCount\` and \`open_drawer\`.
   * At most 32 characters.
   */
  drawerId: string;
  /**
   * 金额: in fen.
   *
   * Two lines.
   * From 1 to 9.
   */
  amount1?: number;
  /** At least 0. */
  coinCount?: number;
  /** Only \`CNY\` is allowed. */
  currency?: string;
  /** Needs \`drawerId\`, \`amount1\`. */
  inner?: Drawer[];
  spare: Drawer;
  /** Each at most 3 characters. */
  labels?: string[];
  kind?: Kind;
  open?: boolean;
}
`);
  });

  test('is a table for the codec', () => {
    expect(code).toContain(`export const Drawer: Message<Drawer> = /* @__PURE__ */ message('Drawer', () => ({
  drawer_id: required(upTo(32)),
  amount_1: { type: 'int64', min: 1, max: 9 },
  coin_count: { type: 'int64', min: 0 },
  currency: { type: 'string', equals: 'CNY' },
  inner: { type: Drawer, repeated: true, requires: ['drawer_id', 'amount_1'] },
  spare: required(Drawer),
  labels: repeated(upTo(3)),
  kind: int32,
  open: bool,
}));
`);
  });

  test('imports the helpers of its table', () => {
    expect(code).toContain("import { bool, int32, repeated, required, upTo } from '../codec/field.ts';\n");
  });

  test('cannot close its comment early', () => {
    expect(emit('// a */ b\nmessage M { optional bool a = 1; }')).toContain('/** a *\\/ b */');
  });
});

describe('a call', () => {
  test('is a constant without its default values, and is part of the list of all calls', () => {
    const code = emitService(`
      // 开钱箱: opens the drawer.
      rpc OpenDrawer(ReverseRequest) returns (ReverseResponse) { option (kind) = ACTING; option (method) = POST; }
      rpc Ping(PingRequest) returns (PingResponse) { option (kind) = READING; }`);
    expect(code).toContain(`/** 开钱箱: opens the drawer. */
export const openDrawerEndpoint: Endpoint<ReverseRequest, ReverseResponse> = {
  path: 'open_drawer',
  kind: 'acting',
  responseKey: 'open_drawer',
  request: ReverseRequest,
  response: ReverseResponse,
};
`);
    expect(code).toContain('endpoints: readonly Endpoint<object, object>[] = [openDrawerEndpoint, pingEndpoint];');
    expect(code).toContain("import { PingRequest, PingResponse, ReverseRequest, ReverseResponse } from './wire.ts';");
  });

  test('states all other values', () => {
    const code = emitService(`
      rpc Open(ReverseRequest) returns (ReverseResponse) {
        option (kind) = REPORTING;
        option (path) = "open_it";
        option (method) = GET;
        option (envelope) = BRIEF;
        option (authentication) = CODE_OR_SIGNATURE;
        option (response_key) = "opened";
        option (other_response_keys) = "open opened_it";
        option (may_lack_payload) = true;
        option (answered_before_key) = true;
        option (exact_response) = true;
      }`);
    expect(code).toContain(`{
  path: 'open_it',
  kind: 'reporting',
  method: 'GET',
  envelope: 'brief',
  authentication: 'codeOrSignature',
  responseKey: 'opened',
  otherResponseKeys: ['open', 'opened_it'],
  mayLackPayload: true,
  answeredBeforeKey: true,
  exactResponse: true,
  request: ReverseRequest,`);
  });

  const call = (body: string, types = '(ReverseRequest) returns (ReverseResponse)') => `rpc Open${types} { ${body} }`;
  const kind = 'option (kind) = ACTING;';

  test.each([
    ['no kind', call(''), /Till\.Open: needs a \(kind\)/],
    ['the kind that is none', call('option (kind) = CALL_KIND_UNSPECIFIED;'), /Till\.Open: needs a \(kind\)/],
    ['an unknown kind', call('option (kind) = CHARGEING;'), /Till\.Open: \(kind\) must be one of .*READING, ACTING, CHARGING/],
    ['the name of a property for a kind', call('option (kind) = constructor;'), /Till\.Open: \(kind\) must be one of/],
    ['an unknown option', call(`${kind} option (knid) = ACTING;`), /Till\.Open: \(knid\) is no option of a call/],
    ['the rule of a field', call(`${kind} option (required) = true;`), /Till\.Open: \(required\) is no option of a call/],
    ['an option that protobuf itself has', call(`${kind} option deprecated = true;`), /Till\.Open: deprecated is no option/],
    ['an option twice', call(`${kind} option (kind) = READING;`), /Till\.Open: states \(kind\) twice/],
    ['a word for a truth', call(`${kind} option (may_lack_payload) = yes;`), /\(may_lack_payload\) must be of type bool/],
    ['a number for a text', call(`${kind} option (path) = 7;`), /Till\.Open: \(path\) must be of type string/],
    ['an empty path', call(`${kind} option (path) = "";`), /Till\.Open: \(path\) cannot be ""/],
    ['a path into another folder', call(`${kind} option (path) = "a/b";`), /Till\.Open: \(path\) cannot be "a\/b"/],
    ['keys with commas', call(`${kind} option (other_response_keys) = "a, b";`), /\(other_response_keys\) cannot be "a, b"/],
    [
      'a request that does not exist',
      call(kind, '(OpenRequest) returns (ReverseResponse)'),
      /Till\.Open: there is no message OpenRequest/,
    ],
    [
      'a response that does not exist',
      call(kind, '(ReverseRequest) returns (Opened)'),
      /Till\.Open: there is no message Opened/,
    ],
    ['a stream', call(kind, '(stream ReverseRequest) returns (ReverseResponse)'), /Till\.Open: streams are not supported/],
    [
      'a path of another call',
      `${call(kind)} ${call(`${kind} option (path) = "open";`).replace('Open', 'Again')}`,
      /Till\.Again: has the path open of .*Till\.Open/,
    ],
    [
      'a charge without a code',
      call('option (kind) = CHARGING; option (answered_before_key) = true;'),
      /Till\.Open: is CHARGING/,
    ],
    [
      'a code that a plain response has no place for',
      call(`${kind} option (envelope) = PLAIN;`),
      /Till\.Open: has a PLAIN response/,
    ],
  ])('cannot have %s', (_what, source, message) => {
    expect(() => emitService(source)).toThrow(message);
  });
});

describe('what the emitter refuses', () => {
  test.each([
    ['maps', 'message M { map<string, string> m = 1; }', /M\.m: maps are not supported/],
    ['nested messages', 'message M { message N { optional bool a = 1; } optional N n = 1; }', /M: nested declarations/],
    ['nested enumerations', 'message M { enum E { E_A = 0; } optional E e = 1; }', /M: nested declarations/],
    ['enumeration values without their prefix', 'enum TillKind { KIND_A = 0; }', /KIND_A: must begin with TILL_KIND_/],
    ['types that JSON has no exact form for', 'message M { optional double d = 1; }', /M\.d: type double is not supported/],
    ['bytes', 'message M { optional bytes b = 1; }', /M\.b: type bytes is not supported/],
    ['rules that nobody checks', 'message M { optional bool a = 1 [(requird) = true]; }', /M\.a: \(requird\) is not in/],
    ['requiring a field that is not there', 'message M { optional M m = 1 [(requires) = "x"]; }', /M\.m: requires x/],
    ['requiring fields of a scalar', 'message M { optional bool m = 1 [(requires) = "x"]; }', /M\.m: requires x/],
  ])('%s', (_what, source, message) => {
    expect(() => emit(source)).toThrow(message);
  });

  test('a file that declares nothing', () => {
    expect(() => emit('')).toThrow('cloud_pay_till.proto declares nothing');
  });
});

describe('the committed modules', () => {
  const root = loadSchema();
  const repository = fileURLToPath(new URL('../..', import.meta.url));

  test.each(schemaFiles)('%s is up to date', (schemaFile) => {
    const path = `proto/src/gen/${moduleFile(schemaFile)}`;
    const biome = ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', `--stdin-file-path=${path}`];
    const formatted = execFileSync(process.execPath, biome, {
      cwd: repository,
      input: emitModule(root, schemaFile),
      encoding: 'utf8',
    });
    expect(readFileSync(`${repository}/${path}`, 'utf8')).toBe(formatted);
  });
});

test('every enumeration, message, field and call has a comment, with the Chinese term first', () => {
  const chinese = /^\w*\p{Script=Han}/u;
  for (const item of loadSchema().define('cloudpay').nestedArray) {
    if (item instanceof protobuf.Field) continue;
    expect(item.comment, item.fullName).toMatch(chinese);
    const parts = item instanceof protobuf.Type ? item.fieldsArray : item instanceof protobuf.Service ? item.methodsArray : [];
    for (const part of parts) expect(part.comment, part.fullName).toMatch(chinese);
  }
});
