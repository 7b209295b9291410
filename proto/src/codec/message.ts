/** A type of field that JSON has a value for. */
export type ScalarType = 'string' | 'bool' | 'int32' | 'uint32' | 'int64' | 'uint64';

/** The type of a field: a scalar, or another message. */
export type FieldType = ScalarType | Message<object>;

/** What the schema says of one field. */
export interface FieldSchema {
  readonly type: FieldType;
  readonly repeated?: true;
  readonly required?: true;
  /** What an order or a refund has come to depends on it. */
  readonly decides?: true;
  /** In characters. */
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly equals?: string;
  /** Wire names of the fields inside the message of this field that this use of it requires. */
  readonly requires?: readonly string[];
}

/** A field with both of its names. */
export interface Field extends FieldSchema {
  /** snake_case, as it crosses the wire. */
  readonly wireName: string;
  /** camelCase, as TypeScript callers see it. */
  readonly name: string;
}

/** The fields of a message by their wire names; one that is no more than a message of some type is that message. */
type Schema = Readonly<Record<string, FieldSchema | Message<object>>>;

interface FieldTable {
  /** In the order of the schema. */
  readonly all: readonly Field[];
  readonly byWireName: ReadonlyMap<string, Field>;
  readonly byName: ReadonlyMap<string, Field>;
  /** The names of the fields that decide, or hold a message with one that does. */
  readonly deciding: ReadonlySet<string>;
}

function tabulate(schema: Schema): FieldTable {
  const all = Object.entries(schema).map(([wireName, field]) => ({ ...fieldOf(field), wireName, name: camelCase(wireName) }));
  const by = (key: 'wireName' | 'name') => new Map(all.map((field) => [field[key], field]));
  const deciding = all.filter(({ decides, type }) => decides || (typeof type === 'object' && type.decides));
  return { all, byWireName: by('wireName'), byName: by('name'), deciding: new Set(deciding.map(({ name }) => name)) };
}

/**
 * A message of the schema. `T` is the interface that callers see; it exists for the type checker alone.
 */
export class Message<T extends object> {
  declare readonly __type?: T;
  readonly name: string;
  readonly #schema: Schema | (() => Schema);
  /** Made when the message is first used: a till uses a few of a hundred. */
  #table: FieldTable | undefined;

  /** @param schema a function where messages may refer to each other: its table is then made when the message is first used */
  constructor(name: string, schema: Schema | (() => Schema)) {
    this.name = name;
    this.#schema = schema;
  }

  /** In the order of the schema. */
  get fields(): readonly Field[] {
    return this.#fields.all;
  }

  /** The field of this snake_case name, if the message has it. */
  fieldByWireName(wireName: string): Field | undefined {
    return this.#fields.byWireName.get(wireName);
  }

  /** The field of this camelCase name, if the message has it. */
  fieldByName(name: string): Field | undefined {
    return this.#fields.byName.get(name);
  }

  /** Whether one of the fields decides what an order or a refund has come to. */
  get decides(): boolean {
    return this.#fields.deciding.size > 0;
  }

  /** Whether a field decides, or holds what decides. */
  isDeciding({ name }: Field): boolean {
    return this.#fields.deciding.has(name);
  }

  get #fields(): FieldTable {
    this.#table ??= tabulate(typeof this.#schema === 'function' ? this.#schema() : this.#schema);
    return this.#table;
  }
}

/** In a table a message stands for a field of its type. */
export function fieldOf(field: FieldSchema | Message<object>): FieldSchema {
  return 'type' in field ? field : { type: field };
}

/** Describes a message; called by the generated modules. */
export function message<T extends object>(name: string, schema: () => Schema): Message<T> {
  return new Message<T>(name, schema);
}

/** `out_trade_no` → `outTradeNo`, as protobuf's JSON mapping does it. */
export function camelCase(wireName: string): string {
  return wireName.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Where a decoded message keeps the fields that its schema does not know: under their wire names, as they arrived.
 * They survive a round trip, so that a newer service loses nothing by passing through an older SDK.
 */
export const unknownFields: unique symbol = Symbol.for('@cloudpay/unknownFields') as never;

/** A message that may carry fields of a newer schema, under the symbol {@link unknownFields}. */
export type WithUnknownFields = {
  /** @hidden It would stand in every message of the reference. */
  [unknownFields]?: Record<string, unknown>;
};
