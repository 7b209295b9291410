import type { KeyObject } from 'node:crypto';
import { ConfigurationError } from '../base/errors.ts';
import { nodeCrypto } from '../base/node-crypto.ts';

/** A key as people have it: PEM text, bytes, the `file://` URL of a PEM file (URL or text), or a KeyObject. */
export type KeyInput = string | Uint8Array | URL | KeyObject;

/** The merchant's `authen_key`: text counts as its UTF-8 bytes. */
export type AuthenKeyInput = string | Uint8Array | KeyObject;

/** The merchant's `authen_key`; while it is being changed a list, whose first key signs, and all of whose keys verify. */
export type AuthenKeysInput = AuthenKeyInput | readonly AuthenKeyInput[];

/**
 * Checks one key or a list of keys at once, and imports them when they are first asked for.
 *
 * @returns the keys, the same at every call
 * @throws ConfigurationError naming the field, such as `authenKey[1]`
 */
export function checkAuthenKeys(input: AuthenKeysInput): () => readonly [KeyObject, ...KeyObject[]] {
  const list = Array.isArray(input) ? (input as readonly AuthenKeyInput[]) : undefined;
  if (list?.length === 0) throw new ConfigurationError('authenKey', '不能为空 (must not be empty)');
  const imports = list?.map((key, index) => checkAuthenKey(key, `authenKey[${index}]`)) ?? [
    checkAuthenKey(input as AuthenKeyInput),
  ];
  let keys: readonly KeyObject[] | undefined;
  return () => {
    keys ??= Object.freeze(imports.map((importKey) => importKey()));
    return keys as readonly [KeyObject, ...KeyObject[]];
  };
}

/**
 * Imports the merchant's `authen_key`, once: a KeyObject makes each authentication code cheaper and hides the key from `console.log`.
 *
 * @param input one key; for a list there is {@link importAuthenKeys}
 * @param field what an error names. Default `authenKey`
 * @throws ConfigurationError when it is empty, not a secret key, or a list
 */
export function importAuthenKey(input: AuthenKeysInput, field?: string): KeyObject {
  return checkAuthenKey(input as AuthenKeyInput, field)();
}

/**
 * Imports one key or a list of keys.
 *
 * @returns the first signs, all verify
 * @throws ConfigurationError naming the field, such as `authenKey[1]`
 */
export function importAuthenKeys(input: AuthenKeysInput): readonly [KeyObject, ...KeyObject[]] {
  return checkAuthenKeys(input)();
}

/** Most of what a client takes to construct would be the loading of `node:crypto`: the key is imported when it is first asked for. */
function checkAuthenKey(input: AuthenKeyInput, field = 'authenKey'): () => KeyObject {
  const { isUint8Array } = process.getBuiltinModule('node:util/types');
  if (typeof input === 'string' || isUint8Array(input)) {
    const bytes = Buffer.from(input);
    if (bytes.byteLength === 0) throw new ConfigurationError(field, '不能为空 (must not be empty)');
    let key: KeyObject | undefined;
    return () => {
      if (key === undefined) {
        key = nodeCrypto().createSecretKey(bytes);
        bytes.fill(0);
      }
      return key;
    };
  }
  // Checked here: what Node throws quotes a number, such as a key that a YAML file holds without quotes.
  if (!isKeyObject(input))
    throw new ConfigurationError(field, '应为文本、字节或 KeyObject (must be text, bytes or a KeyObject)');
  if (input.type !== 'secret') throw new ConfigurationError(field, '应为对称密钥 (must be a secret key)');
  return () => input;
}

/**
 * Imports the merchant's RSA private key, once. Both PEM forms are accepted: PKCS#1 (`BEGIN RSA PRIVATE KEY`) and PKCS#8 (`BEGIN PRIVATE KEY`).
 *
 * @throws ConfigurationError (field `privateKey`) when it cannot be read, or is no RSA key of at least 2048 bits
 */
export function importPrivateKey(input: KeyInput): KeyObject {
  return importRsaKey(input, 'private', 'privateKey');
}

/**
 * Imports an RSA public key (PEM, PKCS#1 or SPKI) for checking signatures.
 *
 * @throws ConfigurationError (field `publicKey`) when it cannot be read, or is no RSA key of at least 2048 bits
 */
export function importPublicKey(input: KeyInput): KeyObject {
  return importRsaKey(input, 'public', 'publicKey');
}

function importRsaKey(input: KeyInput, type: 'private' | 'public', field: string): KeyObject {
  const key = isKeyObject(input) ? input : readPem(input, type, field);
  if (key.type !== type) throw new ConfigurationError(field, `密钥种类不符 (must be a ${type} key)`);
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) {
    throw new ConfigurationError(field, '应为至少 2048 位的 RSA 密钥 (must be an RSA key of at least 2048 bits)');
  }
  return key;
}

function readPem(input: Exclude<KeyInput, KeyObject>, type: 'private' | 'public', field: string): KeyObject {
  try {
    const pem = isFileUrl(input)
      ? process.getBuiltinModule('node:fs').readFileSync(new URL(input))
      : typeof input === 'string'
        ? input
        : Buffer.from(input);
    return type === 'private' ? nodeCrypto().createPrivateKey(pem) : nodeCrypto().createPublicKey(pem);
  } catch (cause) {
    // The cause is left out on purpose: it may quote the text of the key.
    const reason =
      isFileUrl(input) && isFileError(cause)
        ? `无法读取 (cannot be read: ${cause.code})`
        : `应为 PEM 密钥 (must be a PEM ${type} key)`;
    throw new ConfigurationError(field, reason);
  }
}

function isFileUrl(input: string | Uint8Array | URL): input is string | URL {
  return input instanceof URL || (typeof input === 'string' && input.startsWith('file://'));
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}

function isKeyObject(input: unknown): input is KeyObject {
  return input instanceof nodeCrypto().KeyObject;
}
