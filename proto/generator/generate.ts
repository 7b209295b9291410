// `pnpm generate`: reads the schema with protobufjs and writes src/gen, one module a schema file.
// protobufjs only parses: what callers get is plain interfaces and the tables that the codec in src/codec reads.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { emitModule } from './emit.ts';
import { loadSchema, moduleFile, schemaFiles } from './schema.ts';

const outputFolder = fileURLToPath(new URL('../src/gen/', import.meta.url));

const root = loadSchema();
rmSync(outputFolder, { recursive: true, force: true });
mkdirSync(outputFolder, { recursive: true });
for (const name of schemaFiles) writeFileSync(`${outputFolder}${moduleFile(name)}`, emitModule(root, name));
