/** The rule that a field breaks. */
export type FieldRule = 'type' | 'unknown' | 'required' | 'maxLength' | 'min' | 'max' | 'equals';

/**
 * A field that breaks the schema. The error names the field and the rule, but never the value: it may be a secret or a
 * payment code.
 */
export class FieldError extends TypeError {
  override readonly name = 'FieldError';
  /** Path in camelCase, for example `payContent.totalFee` or `shopInfos[3].shopName`. */
  readonly path: string;
  /** The same path in snake_case, for example `pay_content.total_fee`. */
  readonly wirePath: string;
  readonly rule: FieldRule;
  /** The requirement, for example `at most 32 characters`. */
  readonly expected: string;

  constructor(path: string, wirePath: string, rule: FieldRule, expected: string) {
    super(`${path}: expected ${expected}`);
    this.path = path;
    this.wirePath = wirePath;
    this.rule = rule;
    this.expected = expected;
  }
}

/** The codec's position in a message, as a list of links to the root. The path is built only for an error. */
export interface Place {
  readonly parent: Place | undefined;
  readonly field: { readonly name: string; readonly wireName: string };
  readonly index?: number;
}

export function fieldError(place: Place | undefined, rule: FieldRule, expected: string): FieldError {
  return new FieldError(pathTo(place, 'name'), pathTo(place, 'wireName'), rule, expected);
}

function pathTo(place: Place | undefined, key: 'name' | 'wireName'): string {
  const steps: string[] = [];
  for (let at = place; at !== undefined; at = at.parent) {
    steps.unshift(at.index === undefined ? at.field[key] : `${at.field[key]}[${at.index}]`);
  }
  return steps.join('.') || '(message)';
}
