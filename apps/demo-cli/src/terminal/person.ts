import type { Display } from './display.ts';

/** Whether somebody is there who can be asked: programs, which want JSON or write into a pipe, are not. */
export function isPersonThere({ json = false }: { readonly json?: boolean }, { isLive }: Display): boolean {
  return !json && isLive && process.stdin.isTTY === true;
}
