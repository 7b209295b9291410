// `pnpm check:changesets`: fails if a change to a published package has no changeset.
import { execFileSync } from 'node:child_process';

/**
 * The commit to compare with. On a branch: where it left `origin/main`, so each branch needs its own changeset. On main, or
 * in a clone without it: the commit that last set the version, so that the changelog of the next release is complete.
 */
function baseOfChange(): string {
  const head = git('rev-parse', 'HEAD');
  const fork = git('for-each-ref', 'refs/remotes/origin/main') && git('merge-base', 'HEAD', 'origin/main');
  if (fork && fork !== head) return fork;
  // All packages have the same version.
  const versioned = git('log', '-1', '--format=%H', '-G', '^  "version":', '--', 'packages/payments/package.json');
  if (versioned === '') throw new Error('the history has no commit that set a version: is this clone a shallow one?');
  return versioned;
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}

const base = baseOfChange();
console.log(`changes since ${git('log', '-1', '--format=%h (%s)', base)}`);
try {
  execFileSync('pnpm', ['exec', 'changeset', 'status', `--since=${base}`], { stdio: 'inherit' });
} catch {
  console.error(
    'A published package changed and no changeset says how: run `pnpm exec changeset`, and commit the file that it makes.',
  );
  process.exitCode = 1;
}
