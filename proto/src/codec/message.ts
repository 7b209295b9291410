/** The scalar types of fields. */
export type ScalarType = 'string' | 'bool' | 'int32' | 'uint32' | 'int64';

/** The type of a field: a scalar, or another message. */
export type FieldType = ScalarType | Message<object>;

/** The rules of one field. */
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
  /** Required fields of the message in this field, by their snake_case names. */
  readonly requires?: readonly string[];
}

/** A field with both of its names. */
export interface Field extends FieldSchema {
  /** The name in snake_case, as it is sent. */
  readonly wireName: string;
  /** The name in camelCase, as TypeScript callers see it. */
  readonly name: string;
}

/** The fields of a message by their snake_case names. A message without further rules stands for a field of its type. */
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

/** A message of the schema. `T` is its TypeScript interface; it exists only for the type checker. */
export class Message<T extends object> {
  declare readonly __type?: T;
  readonly name: string;
  readonly #schema: Schema | (() => Schema);
  /** Built on first use: a till uses only a few of about a hundred messages. */
  #table: FieldTable | undefined;

  /** @param schema the fields; a function if messages refer to each other. It is called on first use */
  constructor(name: string, schema: Schema | (() => Schema)) {
    this.name = name;
    this.#schema = schema;
  }

  /** In the order of the schema. */
  get fields(): readonly Field[] {
    return this.#fields.all;
  }

  /** The field with this snake_case name, if there is one. */
  fieldByWireName(wireName: string): Field | undefined {
    return this.#fields.byWireName.get(wireName);
  }

  /** The field with this camelCase name, if there is one. */
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

/** In a table, a message stands for a field of its type. */
export function fieldOf(field: FieldSchema | Message<object>): FieldSchema {
  return 'type' in field ? field : { type: field };
}

/** Describes a message. The generated modules call it. */
export function message<T extends object>(name: string, schema: () => Schema): Message<T> {
  return new Message<T>(name, schema);
}

/** `out_trade_no` → `outTradeNo`, as in protobuf's JSON mapping. */
export function camelCase(wireName: string): string {
  return wireName.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * The key under which a decoded message keeps the fields that its schema does not have, with their snake_case names and
 * values. Encoding writes them back, so an older SDK does not drop data of a newer service.
 */
export const unknownFields: unique symbol = Symbol.for('@cloudpay/unknownFields') as never;

/** A message with fields of a newer schema under the symbol {@link unknownFields}. */
export type WithUnknownFields = {
  /** @hidden It would appear in every message of the API reference. */
  [unknownFields]?: Record<string, unknown>;
};
