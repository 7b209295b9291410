/** The longest response that is read, in bytes, before and after it is decompressed. A page of 1,000 shops stays far below it. */
export const maxResponseBytes = 16 * 1024 * 1024;

/** Why a longer response is not read. */
export function tooLong(): Error {
  return new Error(`the response is longer than ${maxResponseBytes} bytes`);
}
