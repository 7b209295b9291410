import { ConfigurationError } from '../base/errors.ts';
import { unwrapText, withoutSpace } from '../base/text.ts';

const wanted = { private: /^(?:RSA )?PRIVATE KEY$/, public: /^(?:RSA )?PUBLIC KEY$|^CERTIFICATE$/ };

/**
 * The DER of a key in a text: PEM with any line ends, with spaces or `\n` in their place, or with other text around it; or bare base64,
 * of DER or of a PEM.
 *
 * @throws ConfigurationError saying why it is none; it never quotes the text
 */
export function derOfText(input: string, type: 'private' | 'public', field: string): Buffer {
  const refuse = (reason: string) => new ConfigurationError(field, reason);
  // Files of environment variables hold a PEM on one line.
  const text = unwrapText(input).replace(/\\+[nr]/g, '\n');
  if (!text.includes('-----')) {
    const bytes = fromBase64(text);
    if (bytes === undefined) throw refuse(`应为 PEM 密钥 (must be a PEM ${type} key)`);
    const inner = bytes.toString('latin1');
    return inner.startsWith('-----') ? derOfText(inner, type, field) : bytes;
  }
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g)];
  if (blocks.length === 0) throw refuse('PEM 不完整 (the PEM is cut short)');
  const right = blocks.filter(([, label = '']) => wanted[type].test(label));
  if (right.length > 1) throw refuse('有多个密钥 (holds several keys)');
  const [, label, body = ''] = right[0] ?? (blocks[0] as RegExpExecArray);
  // `Proc-Type: 4,ENCRYPTED` is how PKCS#1 says it.
  if (`${label}${body}`.includes('ENCRYPTED')) {
    throw refuse('私钥有密码，请先用 openssl pkey 解密 (is encrypted: decrypt it with openssl pkey)');
  }
  if (right.length === 0) throw refuse(`是 ${label}，不是所需的密钥 (is a ${label}; must be a ${type} key)`);
  const der = fromBase64(body);
  if (der === undefined) throw refuse('PEM 已损坏 (the PEM is damaged)');
  return der;
}

/** Node's own decoder leaves out what is no base64. */
function fromBase64(text: string): Buffer | undefined {
  const bare = withoutSpace(text);
  const isBase64 = bare.length > 0 && bare.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(bare);
  return isBase64 ? Buffer.from(bare, 'base64') : undefined;
}
