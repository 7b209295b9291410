let crypto: typeof import('node:crypto') | undefined;

/**
 * Returns `node:crypto`. It is loaded on first use: a static import would double the time that the SDK takes to load. Other
 * modules of Node are loaded in the same way, because even an import of a loaded module takes measurable time.
 */
export function nodeCrypto(): typeof import('node:crypto') {
  crypto ??= process.getBuiltinModule('node:crypto');
  return crypto;
}
