import type { KeyObject } from 'node:crypto';
import { verifyAuthenticationCode } from '@cloudpay/core';
import { CallbackError } from './callback-error.ts';
import type { Envelope } from './envelope.ts';

/**
 * Finds the key under which a callback is authentic.
 *
 * @param keys all keys that are valid now: the service provider's, the merchant's, and others while a key is being changed
 * @throws CallbackError `wrongCode`; the message names the usual causes, or the actual one if it can be proved
 */
export function verify({ content, authenCode }: Envelope, keys: readonly KeyObject[]): KeyObject {
  const keyOf = (text: string) => keys.find((key) => verifyAuthenticationCode(key, text, authenCode));
  const key = keyOf(content);
  if (key !== undefined) return key;
  const change = content.length <= longestDiagnosed ? changes.find(({ undo }) => keyOf(undo(content))) : undefined;
  throw new CallbackError(
    'wrongCode',
    change ? `密钥正确，但正文被改动 (the key is right, but the body was changed): ${change.name}` : usualCauses,
  );
}

const usualCauses =
  '认证码不符。常见原因: 未配置服务商的密钥 providerAuthenKey （回调由它签名），或密钥不是该商户的；请求体不是原始字节，被中间件按其他编码解码、裁剪或重新序列化 ' +
  '(wrong code: usually the service provider’s key is not configured as providerAuthenKey, or another key is (that of another merchant, the sandbox, one from before a change), or a body that is not the raw bytes: decoded as another charset, trimmed or re-serialised by a middleware)';

/** Callbacks are a few kilobytes long. Trying the changes on longer bodies would cost too much time. */
const longestDiagnosed = 65_536;

/** What middlewares do to a body. If undoing one of these changes makes the code match, it is the cause. */
const changes: readonly { readonly name: string; undo(content: string): string }[] = [
  { name: '结尾的空白被裁掉 (trimmed at its end)', undo: (content) => `${content}\n` },
  {
    name: '按 Latin-1 而非 UTF-8 解码 (decoded as Latin-1 in place of UTF-8)',
    undo: (content) => Buffer.from(content, 'latin1').toString('utf8'),
  },
  { name: '被重新序列化 (parsed and re-serialised)', undo: escaped },
  { name: '被重新序列化 (parsed and re-serialised)', undo: (content) => `${escaped(content)}\n` },
];

/** Escapes as the service does: `\/`, and every character that is not ASCII. */
function escaped(content: string): string {
  const hex = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return content.replaceAll('/', '\\/').replace(/[^\0-\x7f]/g, hex);
}
