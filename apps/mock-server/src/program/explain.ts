import { FixtureError } from '../index.ts';

/** Explains why the sandbox cannot start, and what to do. */
export function explain(error: NodeJS.ErrnoException & { readonly port?: number }): string {
  const { code, port, message } = error;
  switch (code) {
    case 'EADDRINUSE':
      return `端口 ${port} 已被占用：停掉占用它的程序，或用 --port 换一个（0 自动选择）\nPort ${port} is taken: stop the program that listens on it, or choose another with --port (0 chooses a free one)`;
    case 'EACCES':
      return `当前用户不能监听端口 ${port}：用 --port 选一个大于 1023 的\nThis user may not listen on port ${port}: choose one above 1023 with --port`;
    case 'EADDRNOTAVAIL':
      return '本机没有这个地址：检查 --host\nThis machine has no such address: check --host';
    default:
      return error instanceof FixtureError ? `商户文件有误 --fixture: ${message}` : message;
  }
}
