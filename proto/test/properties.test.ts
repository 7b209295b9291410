import { deepStrictEqual } from 'node:assert/strict';
import * as proto from '@cloudpay/proto';
import { decode, encode, type Field, FieldError, type FieldType, Message, parseJson, validate } from '@cloudpay/proto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const messages = Object.values(proto).filter((item): item is Message<object> => item instanceof Message);
const runs = { numRuns: 40 };

/** JSON for a message: any values that the schema allows, and unknown fields. */
function wireJson(type: Message<object>, depth = 0): fc.Arbitrary<object> {
  // Below two levels most messages are left out, to keep the values small.
  const fields = type.fields.filter((field) => depth < 3 || typeof field.type === 'string');
  const known = fc.record(Object.fromEntries(fields.map((field) => [field.wireName, wireField(field, depth)])), {
    requiredKeys: [],
  });
  const newName = fc.string().filter((name) => type.fieldByWireName(name) === undefined);
  const unknown = fc.array(fc.tuple(fc.oneof(newName, fc.constant('__proto__')), fc.jsonValue()), { maxLength: 2 });
  return fc.tuple(known, unknown).map(([fieldsHere, more]) => {
    const json = { ...fieldsHere };
    for (const [name, value] of more) Object.defineProperty(json, name, { value, enumerable: true, configurable: true });
    return json;
  });
}

function wireField(field: Field, depth: number): fc.Arbitrary<unknown> {
  const value = wireValue(field.type, depth);
  return field.repeated ? fc.array(value, { maxLength: 3 }) : value;
}

function wireValue(type: FieldType, depth: number): fc.Arbitrary<unknown> {
  if (typeof type === 'object') return wireJson(type, depth + 1);
  switch (type) {
    case 'string':
      return fc.string({ unit: 'binary' });
    case 'bool':
      return fc.boolean();
    case 'int32':
      return fc.integer();
    case 'uint32':
      return fc.integer({ min: 0, max: 2 ** 32 - 1 });
    case 'int64':
      return fc.maxSafeInteger();
  }
}

/** JSON with the right names and arbitrary values. */
function almostJson(type: Message<object>): fc.Arbitrary<unknown> {
  const nested = type.fields.flatMap((field) => (typeof field.type === 'object' ? field.type.fields : []));
  const names = [...type.fields, ...nested].map((field) => field.wireName);
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue(),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names, '__proto__', 'x'), tie('tree'), { maxKeys: 5 }),
    ),
  }));
  return tree;
}

test('every message of the schema is tested', () => {
  expect(messages.length).toBeGreaterThan(90);
});

describe.each(messages.map((type) => [type.name, type] as const))('%s', (_name, type) => {
  test('a decoded value encodes to the original', () => {
    fc.assert(
      fc.property(wireJson(type), (json) => {
        const text = JSON.stringify(json);
        deepStrictEqual(JSON.parse(JSON.stringify(encode(type, decode(type, parseJson(text))))), JSON.parse(text));
      }),
      runs,
    );
  });

  test('any input is decoded, or refused with a FieldError', () => {
    fc.assert(
      fc.property(
        almostJson(type),
        fc.constantFrom('wire' as const, 'either' as const),
        fc.constantFrom('refuse' as const, 'keep' as const),
        (json, names, wrongTypes) => {
          let message: object;
          try {
            message = decode(type, json, { names, wrongTypes });
          } catch (error) {
            expect(error).toBeInstanceOf(FieldError);
            return;
          }
          // What was decoded can always be checked and sent on.
          validate(type, message);
          encode(type, message);
        },
      ),
      runs,
    );
  });
});
