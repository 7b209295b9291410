import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { publishedFolders, readManifest, sourceCondition } from '../packages/published.ts';

// The exports of a package are a promise to its users. Adding or removing one changes the file beside this test, so that a
// reviewer sees it.
const subpaths = publishedFolders.flatMap((folder) => {
  const { name, exports } = readManifest(folder);
  return Object.entries(exports)
    .filter(([subpath]) => !subpath.endsWith('.json'))
    .map(([subpath, target]) => {
      const source = (target as Record<string, string>)[sourceCondition];
      return { specifier: name + subpath.slice(1), file: `${folder}/${source}` };
    });
});

describe('runtime exports', () => {
  test.for(subpaths)('$specifier', async ({ specifier, file }) => {
    const names = Object.keys(await import(pathToFileURL(file).href)).sort();
    expect(names.length).toBeGreaterThan(0);
    const list = `exports/${specifier.replace('@cloudpay/', '').replace('/', '.')}.txt`;
    await expect(`${names.join('\n')}\n`).toMatchFileSnapshot(list);
  });
});
