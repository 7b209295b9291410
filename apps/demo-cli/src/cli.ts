import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import { reportWrongUsage } from './report/report.ts';

// A reader that goes away (`| head`) must not end a payment half-way.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  const program = await createProgram(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help that was asked for ends in a CommanderError too.
  if (error.exitCode !== 0) reportWrongUsage(error, process.argv.includes('--json'));
}
