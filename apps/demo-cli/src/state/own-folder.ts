import { chmodSync, mkdirSync, statSync } from 'node:fs';

/**
 * Makes a folder that only its owner can enter, or makes it so. Windows has no such modes: there the user's profile is the owner's alone.
 *
 * @throws Error when it cannot be made, or belongs to somebody else
 */
export function ensureOwnFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32' && (statSync(path).mode & 0o777) !== 0o700) chmodSync(path, 0o700);
}
