import { ConfigurationError } from '../base/errors.ts';
import { decodeText, unwrapText } from '../base/text.ts';

/**
 * The bytes of an authentication key that is given as text, or as the bytes of a text: without white space, line ends and quotes around it.
 * Bytes that are no text stay as they are.
 *
 * @throws ConfigurationError when it is empty, a path, a PEM, or has characters inside that no key has
 */
export function authenKeyBytes(input: string | Uint8Array, field: string): Buffer {
  const text = unwrapText(typeof input === 'string' ? input : decodeText(input));
  if (typeof input !== 'string' && /[^\P{Cc}\r\n]|\uFFFD/u.test(text)) return Buffer.from(input);
  const problem = problemOf(text);
  if (problem !== undefined) throw new ConfigurationError(field, problem);
  return Buffer.from(text);
}

function problemOf(text: string): string | undefined {
  if (text === '') return '不能为空 (must not be empty)';
  if (text.includes('-----')) return '是 PEM，应为云支付给的认证密钥 (is a PEM; must be the authentication key from Cloud Pay)';
  if (isPath(text)) return '是路径，应为密钥本身 (is a path; must be the key itself)';
  if (/[\p{Cc}\p{Cf}\uFFFD]/u.test(text)) return '中间有换行或不可见字符 (has a line end or an invisible character inside)';
  return undefined;
}

function isPath(text: string): boolean {
  if (/^(?:file:|[A-Za-z]:[\\/]|\\\\|[.~]{1,2}[\\/])/.test(text)) return true;
  // A key in base64 may begin with a slash too.
  const isBase64 = text.length >= 24 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  return text.startsWith('/') && !isBase64;
}
