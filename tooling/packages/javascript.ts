import { expectSaid } from './expect-said.ts';
import type { Stranger } from './stranger.ts';

/** Takes a payment in JavaScript: as ESM, as CommonJS, and by functions. */
export async function payInJavaScript(stranger: Stranger, env: Readonly<Record<string, string>>): Promise<void> {
  for (const program of ['pay.mjs', 'pay.cjs', 'functions.mjs'])
    await expectSaid('paid', process.execPath, [stranger.bring(program)], { env });
}
