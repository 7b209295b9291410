let crypto: typeof import('node:crypto') | undefined;

/**
 * `node:crypto`, loaded where it is first needed: with it an import of the SDK takes twice as long. All other parts of
 * Node are fetched the same way where they are used: the import of one that is loaded already is felt too.
 */
export function nodeCrypto(): typeof import('node:crypto') {
  crypto ??= process.getBuiltinModule('node:crypto');
  return crypto;
}
