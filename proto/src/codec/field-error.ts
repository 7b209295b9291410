/** The rule that a field breaks. */
export type FieldRule = 'type' | 'unknown' | 'required' | 'maxLength' | 'min' | 'max' | 'equals';

/**
 * A field that breaks the schema. It names the field and the rule, never the value: values may be secrets or payment codes.
 */
export class FieldError extends TypeError {
  override readonly name = 'FieldError';
  /** camelCase path, such as `payContent.totalFee` or `shopInfos[3].shopName`. */
  readonly path: string;
  /** The same path as it crosses the wire, such as `pay_content.total_fee`. */
  readonly wirePath: string;
  readonly rule: FieldRule;
  /** What the rule asks for, such as `at most 32 characters`. */
  readonly expected: string;

  constructor(path: string, wirePath: string, rule: FieldRule, expected: string) {
    super(`${path}: expected ${expected}`);
    this.path = path;
    this.wirePath = wirePath;
    this.rule = rule;
    this.expected = expected;
  }
}

/** Where the codec is inside a message: the way back to the root, walked only when an error must name a field. */
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
