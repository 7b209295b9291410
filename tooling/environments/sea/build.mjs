// A till as one executable, with Node inside.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';

const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit' });
mkdirSync('../away', { recursive: true });
run('esbuild', 'main.cjs', '--bundle', '--platform=node', '--format=cjs', '--outfile=till.cjs');
writeFileSync('sea.json', JSON.stringify({ main: 'till.cjs', output: 'till.blob', disableExperimentalSEAWarning: true }));
run(process.execPath, '--experimental-sea-config', 'sea.json');
copyFileSync(process.execPath, '../away/till');
run(
  'postject',
  '../away/till',
  'NODE_SEA_BLOB',
  'till.blob',
  '--sentinel-fuse',
  'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2',
);
