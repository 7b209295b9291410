import { readFileSync } from 'node:fs';
import { ArgumentError, decodeText, parseShops, type ShopInfo } from '@cloudpay/shops';

/**
 * Reads a file of shops, YAML or JSON.
 *
 * @throws ArgumentError naming the field that is wrong, or where the text is
 */
export async function readShopsFile(path: string): Promise<ShopInfo[]> {
  return parseShops(await parse(path, read(path)));
}

function read(path: string): string {
  try {
    return decodeText(readFileSync(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ArgumentError('file', `无法读取门店文件 (cannot read the file) ${path}: ${code}`);
  }
}

/** JSON is YAML too, but its own parser is much faster. */
async function parse(path: string, text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return parseAsYaml(path, text);
  }
}

async function parseAsYaml(path: string, text: string): Promise<unknown> {
  // Only such a file needs the parser: everything else starts faster without.
  const { parse, YAMLParseError } = await import('yaml');
  try {
    return parse(text, { logLevel: 'error' });
  } catch (error) {
    const [start] = (error instanceof YAMLParseError && error.linePos) || [];
    const place = start === undefined ? path : `${path}:${start.line}:${start.col}`;
    throw new ArgumentError('file', `不是 YAML 或 JSON (is neither YAML nor JSON): ${place}`);
  }
}
