/** The platforms with payment codes, and the prefixes of those codes. */
export const codePlatforms = {
  wechat: ['10', '11', '12', '13', '14', '15'],
  alipay: ['25', '26', '27', '28', '29', '30'],
  card: ['99'],
} as const;

export type CodePlatform = keyof typeof codePlatforms;

const length = 18;

/**
 * Makes a new payment code, as a wallet does each time.
 *
 * @param scenario its last four digits
 */
export function newCode(platform: CodePlatform, scenario: string): string {
  const prefixes = codePlatforms[platform];
  const [first = 0, ...others] = crypto.getRandomValues(new Uint32Array(length - 2 - scenario.length + 1));
  const middle = others.map((number) => number % 10).join('');
  return `${prefixes[first % prefixes.length]}${middle}${scenario}`;
}
