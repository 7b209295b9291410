/** The longest response that is read, in bytes, both compressed and decompressed. A page of 1,000 shops is far shorter. */
export const maxResponseBytes = 16 * 1024 * 1024;

/** The error for a longer response. */
export function tooLong(): Error {
  return new Error(`the response is longer than ${maxResponseBytes} bytes`);
}
