/** The environment variable that holds a field of the configuration, by the field's name on the wire. */
export function variableOf(wireName: string): string {
  return `CLOUDPAY_${wireName.toUpperCase()}`;
}
