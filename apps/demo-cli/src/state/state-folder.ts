import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where this user's programs keep what must outlive them. It need not exist yet. */
export function stateFolder(): string {
  return join(parentFolder(), 'cloudpay');
}

function parentFolder(): string {
  const { XDG_STATE_HOME, LOCALAPPDATA } = process.env;
  // The XDG specification has relative paths ignored.
  if (XDG_STATE_HOME && isAbsolute(XDG_STATE_HOME)) return XDG_STATE_HOME;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  if (process.platform === 'win32') return LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  return join(homedir(), '.local', 'state');
}
