// `pnpm generate`: reads the schema with protobufjs and writes src/gen, one module per schema file. protobufjs only parses.
// Callers get plain interfaces, and the codec in src/codec reads the generated tables.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { emitModule } from './emit.ts';
import { loadSchema, moduleFile, schemaFiles } from './schema.ts';

const outputFolder = fileURLToPath(new URL('../src/gen/', import.meta.url));

const root = loadSchema();
rmSync(outputFolder, { recursive: true, force: true });
mkdirSync(outputFolder, { recursive: true });
for (const name of schemaFiles) writeFileSync(`${outputFolder}${moduleFile(name)}`, emitModule(root, name));
