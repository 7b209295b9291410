import { CallbackError } from '../callback-error.ts';
import { maxBodyBytes } from './source.ts';

export function tooLarge(): CallbackError {
  return new CallbackError('tooLarge', `请求体超过 ${maxBodyBytes} 字节 (the body is longer than ${maxBodyBytes} bytes)`);
}

export function tooSlow(): CallbackError {
  return new CallbackError('incomplete', '请求体没有按时到齐 (the body did not arrive in time)');
}

export function brokenOff(cause?: unknown): CallbackError {
  return new CallbackError('incomplete', '请求体中断 (the body broke off)', cause);
}
