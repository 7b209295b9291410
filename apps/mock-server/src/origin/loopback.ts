import { isIPv4 } from 'node:net';

/** Whether an address is a loopback address. */
export function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^::ffff:/i, '');
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'));
}

/**
 * Whether a Host header names this machine. A web page can point its own domain at 127.0.0.1 (DNS rebinding) and then
 * connects from the loopback address, but its Host header names its domain. Programs without a Host header (HTTP/1.0) are
 * not browsers.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  if (host === undefined) return true;
  const name = host.replace(/:\d*$/, '').toLowerCase();
  return name === 'localhost' || isLoopbackAddress(name.replace(/^\[(.*)\]$/, '$1'));
}
