import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sdkVersion } from '../../src/models/version.ts';

test('sdkVersion is the version of the package, in at most 10 characters', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(version.startsWith(sdkVersion)).toBe(true);
  expect(sdkVersion).toMatch(/^\d+\.\d+\.\d/);
  expect(sdkVersion.length).toBeLessThanOrEqual(10);
});
