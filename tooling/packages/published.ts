import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of the packages that are published, in the order in which they depend on each other. */
export const publishedFolders = [
  'proto',
  'packages/core',
  'packages/payments',
  'packages/journal-postgres',
  'packages/shops',
  'packages/security',
  'packages/opentelemetry',
  'apps/mock-server',
];

/** What the checks read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly engines?: { readonly node?: string };
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly publishConfig?: { readonly exports?: unknown };
}

/** @param folder of a package, from the root of the repository */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** The condition that leads imports of our own packages to their sources. Nothing published may know it. */
export const sourceCondition = '@cloudpay/source';
