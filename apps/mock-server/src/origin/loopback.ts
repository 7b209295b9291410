import { isIPv4 } from 'node:net';

/** Whether a peer's address is this machine's own. */
export function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^::ffff:/i, '');
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'));
}

/**
 * Whether a Host header names this machine. A page on the web can point its own name at 127.0.0.1 (DNS rebinding), and then talks to us
 * from the loopback address: its name gives it away. Programs that send no Host header (HTTP/1.0) are no browsers.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  if (host === undefined) return true;
  const name = host.replace(/:\d*$/, '').toLowerCase();
  return name === 'localhost' || isLoopbackAddress(name.replace(/^\[(.*)\]$/, '$1'));
}
