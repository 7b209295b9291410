import type { IncomingMessage } from 'node:http';
import { applyKeepAlive, headerOf } from './node-sockets.ts';
import { maxResponseBytes, tooLong } from './response-limit.ts';

/** Reads a response of Node's client to its end, at most {@link maxResponseBytes}. On failure it closes the connection. */
export function readResponse(
  incoming: IncomingMessage,
  resolve: (text: string) => void,
  reject: (error: unknown) => void,
): void {
  applyKeepAlive(incoming);
  const chunks: Buffer[] = [];
  let length = 0;
  incoming.on('data', (chunk: Buffer) => {
    length += chunk.byteLength;
    if (length > maxResponseBytes) incoming.destroy(tooLong());
    else chunks.push(chunk);
  });
  incoming.on('end', () => {
    const [first] = chunks;
    const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
    const encoding = headerOf(incoming.rawHeaders, 'content-encoding')?.trim().toLowerCase();
    if (encoding === undefined || encoding === 'identity' || bytes.byteLength === 0) resolve(textOf(bytes));
    else decompress(bytes, encoding).then((decoded) => resolve(textOf(decoded)), reject);
  });
  incoming.on('error', reject);
}

/** Decompresses a response. Some hosts compress although we ask for plain text. */
function decompress(bytes: Buffer, encoding: string): Promise<Buffer> {
  const { brotliDecompress, gunzip, inflate, inflateRaw } = process.getBuiltinModule('node:zlib');
  const decoders: Readonly<Record<string, typeof gunzip>> = {
    gzip: gunzip,
    'x-gzip': gunzip,
    br: brotliDecompress,
    // Some servers omit the zlib header. The low four bits of its first byte are 8.
    deflate: ((bytes[0] as number) & 15) === 8 ? inflate : inflateRaw,
  };
  const decode = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
  if (decode === undefined) return Promise.reject(new Error(`the response is encoded as ${encoding}`));
  return new Promise((resolve, reject) => {
    decode(bytes, { maxOutputLength: maxResponseBytes }, (error, decoded) => {
      if (error === null) resolve(decoded);
      else reject((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? tooLong() : error);
    });
  });
}

const byteOrderMark = '\uFEFF';

function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}
