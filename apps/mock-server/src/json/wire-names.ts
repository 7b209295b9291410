/** A name in lower snake_case. */
type WireName<Name> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${WireName<Rest>}`
  : Name;

/** A TypeScript value as the control API writes it in JSON. */
export type WireNamed<T> = T extends string | number | boolean
  ? T
  : T extends readonly (infer Item)[]
    ? readonly WireNamed<Item>[]
    : T extends object
      ? { readonly [Name in keyof T as Name extends string ? WireName<Name> : never]: WireNamed<T[Name]> }
      : T;

/** Converts a TypeScript value to the control API's JSON, with field names in snake_case. */
export function toWireNames<T>(value: T): WireNamed<T> {
  return renamed(value) as WireNamed<T>;
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      renamed(item),
    ]),
  );
}
