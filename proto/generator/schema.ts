import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const schemaFolder = fileURLToPath(new URL('..', import.meta.url));

/** Keeps field names as written, and the comment above each declaration. */
export const parseOptions = { keepCase: true, alternateCommentMode: true, preferTrailingComment: false };

/** The schema files that become modules: all except the one that declares the options. */
export const schemaFiles = readdirSync(schemaFolder).filter(
  (name) => name.endsWith('.proto') && name !== 'cloud_pay_options.proto',
);

/** `cloud_pay_wire.proto` → `wire.ts` */
export function moduleFile(schemaFile: string): string {
  return schemaFile.replace(/^cloud_pay_/, '').replace(/\.proto$/, '.ts');
}

/** The module of a declaration. */
export function moduleOf({ filename, fullName }: protobuf.ReflectionObject): string {
  const schemaFile = basename(filename ?? '');
  if (!schemaFiles.includes(schemaFile)) throw new Error(`${fullName}: no module is generated for it`);
  return moduleFile(schemaFile);
}

/** The services of the schema. Their methods are the calls. */
export function services(root: protobuf.Root): protobuf.Service[] {
  return root.define('cloudpay').nestedArray.filter((item) => item instanceof protobuf.Service);
}

/** Resolves all type names. */
export function resolve(root: protobuf.Root): void {
  // The error of protobufjs names the missing message, but not the call that uses it.
  for (const service of services(root)) {
    for (const { fullName, requestType, responseType } of service.methodsArray) {
      for (const name of [requestType, responseType]) {
        if (!(service.lookup(name) instanceof protobuf.Type)) throw new Error(`${fullName}: there is no message ${name}`);
      }
    }
  }
  root.resolveAll();
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
  resolve(root);
  return root;
}
