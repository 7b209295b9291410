import type { KeyObject } from 'node:crypto';
import { ConfigurationError } from '../base/errors.ts';
import { nodeCrypto } from '../base/node-crypto.ts';
import { authenKeyBytes } from './authen-key-text.ts';
import { isKeyObject } from './key-object.ts';

/** The merchant's `authen_key`: text counts as its UTF-8 bytes, without white space and quotes around it. */
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
    const bytes = authenKeyBytes(input, field);
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
