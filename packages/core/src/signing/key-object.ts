import type { KeyObject } from 'node:crypto';
import { nodeCrypto } from '../base/node-crypto.ts';

export function isKeyObject(input: unknown): input is KeyObject {
  return input instanceof nodeCrypto().KeyObject;
}
