let crypto: typeof import('node:crypto') | undefined;

/**
 * `node:crypto`, loaded where it is first needed: with it an import of the SDK takes twice as long. Other parts of Node that weigh as much
 * (`node:fs`, `node:os`, `node:util`) are fetched the same way where they are used.
 */
export function nodeCrypto(): typeof import('node:crypto') {
  crypto ??= process.getBuiltinModule('node:crypto');
  return crypto;
}
