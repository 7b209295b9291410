import { expectSaid } from './expect-said.ts';
import type { Stranger } from './stranger.ts';

/** Takes a payment in JavaScript: as ESM, and as CommonJS. */
export async function payInJavaScript(stranger: Stranger, env: Readonly<Record<string, string>>): Promise<void> {
  for (const program of ['pay.mjs', 'pay.cjs']) await expectSaid('paid', process.execPath, [stranger.bring(program)], { env });
}
