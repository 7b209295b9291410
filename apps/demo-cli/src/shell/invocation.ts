/** Calls a script of this repository, as the README does: on a fresh machine pnpm is not on the PATH. */
export const pnpm = 'npx -y pnpm@12';
