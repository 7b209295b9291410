import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { emitModule } from '../generator/emit.ts';
import { loadSchema, moduleFile, parseOptions, schemaFiles } from '../generator/schema.ts';

function emit(source: string): string {
  const root = new protobuf.Root();
  protobuf.parse(`syntax = "proto3"; package cloudpay;\n${source}`, root, parseOptions);
  // The emitter tells modules apart by the files that their declarations stand in.
  for (const item of root.define('cloudpay').nestedArray) item.filename = '/schema/cloud_pay_till.proto';
  root.resolveAll();
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

  test('is an object of its known numbers, without the zero that says nothing', () => {
    expect(code).toContain(
      '/** 颜色: a colour. */\nexport const TillColour = {\n  /** 红: red. */\n  DarkRed: 1,\n  Rgb24: 7,\n} as const;\n',
    );
  });

  test('is a type that is open to numbers of newer services', () => {
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

  test('is an interface whose optional fields are optional, with the limits in words', () => {
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

  test('is a table that the codec reads', () => {
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

  test('imports the words of its table', () => {
    expect(code).toContain("import { bool, int32, repeated, required, upTo } from '../codec/field.ts';\n");
  });

  test('cannot break out of its comment', () => {
    expect(emit('// a */ b\nmessage M { optional bool a = 1; }')).toContain('/** a *\\/ b */');
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

  test.each(schemaFiles)('%s was generated again after it changed', (schemaFile) => {
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

test('the schema says of every enumeration, message and field what it is, Chinese term first', () => {
  const chinese = /^\w*\p{Script=Han}/u;
  for (const item of loadSchema().define('cloudpay').nestedArray) {
    if (!(item instanceof protobuf.Type || item instanceof protobuf.Enum)) continue;
    expect(item.comment, item.fullName).toMatch(chinese);
    const fields = item instanceof protobuf.Type ? item.fieldsArray : [];
    for (const field of fields) expect(field.comment, field.fullName).toMatch(chinese);
  }
});
