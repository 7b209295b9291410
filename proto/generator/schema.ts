import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const schemaFolder = fileURLToPath(new URL('..', import.meta.url));

/** Field names as they are written, and the comment above each declaration. */
export const parseOptions = { keepCase: true, alternateCommentMode: true, preferTrailingComment: false };

/** The schema files that become modules: all but the one that declares the options. */
export const schemaFiles = readdirSync(schemaFolder).filter(
  (name) => name.endsWith('.proto') && name !== 'cloud_pay_options.proto',
);

/** `cloud_pay_wire.proto` → `wire.ts` */
export function moduleFile(schemaFile: string): string {
  return schemaFile.replace(/^cloud_pay_/, '').replace(/\.proto$/, '.ts');
}

/** Reads the whole schema. */
export function loadSchema(): protobuf.Root {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) =>
    target.startsWith('google/')
      ? createRequire(import.meta.url).resolve(`protobufjs/${target}`)
      : `${schemaFolder}${basename(target)}`;
  root.loadSync(
    schemaFiles.map((name) => `${schemaFolder}${name}`),
    parseOptions,
  );
  root.resolveAll();
  return root;
}
