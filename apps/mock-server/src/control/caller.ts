import type { IncomingMessage } from 'node:http';
import { isLoopbackAddress, isLoopbackHost } from '../origin/loopback.ts';
import { isOwnOrigin } from '../origin/own-origin.ts';
import { ControlError } from './control-error.ts';

/**
 * Checks that a control call comes from this machine, and not from a page of another server.
 *
 * @throws ControlError 403
 */
export function checkCaller(request: IncomingMessage): void {
  if (!isFromThisMachine(request)) {
    throw new ControlError(403, 'the control API is for this machine only: call it at a loopback address');
  }
  if (!isOwnOrigin(request.headers)) throw new ControlError(403, 'pages of other servers may not use the control API');
}

export function isFromThisMachine({ socket, headers }: IncomingMessage): boolean {
  return isLoopbackAddress(socket.remoteAddress) && isLoopbackHost(headers.host);
}
