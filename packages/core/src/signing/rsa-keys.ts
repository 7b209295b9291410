import type { KeyObject } from 'node:crypto';
import { ConfigurationError } from '../base/errors.ts';
import { nodeCrypto } from '../base/node-crypto.ts';
import { decodeText, unwrapText } from '../base/text.ts';
import { derOfText } from './key-der.ts';
import { isKeyObject } from './key-object.ts';

/**
 * An RSA key as people have it: PEM text or bare base64, the bytes of a file (PEM in UTF-8 or UTF-16, or DER), the absolute path or the
 * `file://` URL of a file, or a KeyObject.
 */
export type KeyInput = string | Uint8Array | URL | KeyObject;

type KeyType = 'private' | 'public';

/**
 * Imports the merchant's RSA private key, once. PKCS#1 (`BEGIN RSA PRIVATE KEY`) and PKCS#8 (`BEGIN PRIVATE KEY`) are accepted, with any line
 * ends, quotes or white space around.
 *
 * @throws ConfigurationError (field `privateKey`) saying why it cannot be read, or when it is no RSA key of at least 2048 bits
 */
export function importPrivateKey(input: KeyInput): KeyObject {
  return importRsaKey(input, 'private', 'privateKey');
}

/**
 * Imports an RSA public key (PKCS#1, SPKI or a certificate) for checking signatures.
 *
 * @throws ConfigurationError (field `publicKey`) saying why it cannot be read, or when it is no RSA key of at least 2048 bits
 */
export function importPublicKey(input: KeyInput): KeyObject {
  return importRsaKey(input, 'public', 'publicKey');
}

function importRsaKey(input: KeyInput, type: KeyType, field: string): KeyObject {
  const key = isKeyObject(input) ? input : readKey(input, type, field);
  if (key.type !== type) {
    const [is, must] = type === 'private' ? ['公钥', '私钥'] : ['私钥', '公钥'];
    throw new ConfigurationError(
      field,
      `是${key.type === 'secret' ? '对称密钥' : is}，应为${must} (is a ${key.type} key; must be a ${type} key)`,
    );
  }
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) {
    throw new ConfigurationError(field, '应为至少 2048 位的 RSA 密钥 (must be an RSA key of at least 2048 bits)');
  }
  return key;
}

function readKey(input: Exclude<KeyInput, KeyObject>, type: KeyType, field: string): KeyObject {
  const content = contentOf(input, type, field);
  const der =
    typeof content !== 'string' && isDer(content)
      ? content
      : derOfText(typeof content === 'string' ? content : decodeText(content), type, field);
  // In this order: Node makes a public key of a private one.
  const key = keyOf(der, 'private') ?? keyOf(der, 'public');
  if (key === undefined) throw new ConfigurationError(field, `密钥已损坏或种类不符 (is damaged, or no RSA ${type} key)`);
  return key;
}

/** The text or the bytes themselves, or those of the file that the input names. */
function contentOf(input: string | Uint8Array | URL, type: KeyType, field: string): string | Uint8Array {
  const { isUint8Array } = process.getBuiltinModule('node:util/types');
  if (isUint8Array(input)) return input;
  if (typeof input !== 'string') {
    if (isUrl(input)) return readFile(input, field);
    throw new ConfigurationError(field, `应为 PEM 密钥 (must be a PEM ${type} key)`);
  }
  const text = unwrapText(input);
  if (/^file:/i.test(text)) return readFile(text, field);
  if (text.includes('-----') || text.includes('\n')) return input;
  if (/^(?:[/\\]|[A-Za-z]:[\\/])/.test(text)) return readFile(text, field);
  if (/^[.~]{1,2}[\\/]|\.(?:pem|key|der|crt|cer|p8|p12|pfx)$/i.test(text)) {
    throw new ConfigurationError(
      field,
      '是相对路径，应为绝对路径或 PEM 本身 (is a relative path; give an absolute one, or the PEM itself)',
    );
  }
  return input;
}

function readFile(place: string | URL, field: string): Uint8Array {
  try {
    const isFileUrl = typeof place !== 'string' || /^file:/i.test(place);
    return process.getBuiltinModule('node:fs').readFileSync(isFileUrl ? new URL(place) : place);
  } catch (cause) {
    // The cause is left out on purpose: it quotes what may be a key.
    throw new ConfigurationError(field, `无法读取 (cannot be read: ${(cause as NodeJS.ErrnoException).code})`);
  }
}

/** A URL of another realm, as in Jest, is no instance of ours. */
function isUrl(input: unknown): input is URL {
  return typeof input === 'object' && input !== null && typeof (input as URL).href === 'string';
}

/** A key in DER begins with a sequence of more than 127 bytes. */
function isDer(bytes: Uint8Array): boolean {
  return bytes[0] === 0x30 && (bytes[1] ?? 0) > 0x80;
}

/** The key of a DER, whatever a header said of its form. What fails to parse is not told: it may quote the key. */
function keyOf(der: Uint8Array, type: KeyType): KeyObject | undefined {
  const { createPrivateKey, createPublicKey, X509Certificate } = nodeCrypto();
  const key = Buffer.from(der);
  const forms: readonly (() => KeyObject)[] =
    type === 'private'
      ? [
          () => createPrivateKey({ key, format: 'der', type: 'pkcs8' }),
          () => createPrivateKey({ key, format: 'der', type: 'pkcs1' }),
        ]
      : [
          () => createPublicKey({ key, format: 'der', type: 'spki' }),
          () => createPublicKey({ key, format: 'der', type: 'pkcs1' }),
          () => new X509Certificate(key).publicKey,
        ];
  for (const form of forms) {
    try {
      return form();
    } catch {}
  }
  return undefined;
}
