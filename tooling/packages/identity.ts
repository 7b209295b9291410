import { expectSaid } from './expect-said.ts';
import type { Stranger } from './stranger.ts';

/** Errors of the ESM copy and of the CommonJS copy of each package, in one process: `instanceof` and `code` hold across them. */
export async function checkErrorIdentity(stranger: Stranger): Promise<void> {
  await expectSaid('errors: all known', process.execPath, [stranger.bring('identity.mjs')], { cwd: stranger.folder });
}
