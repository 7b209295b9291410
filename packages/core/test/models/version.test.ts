import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sdkVersion } from '../../src/models/version.ts';

test('sdkVersion is that of the package, in the 10 characters that the wire takes', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(version.startsWith(sdkVersion)).toBe(true);
  expect(sdkVersion).toMatch(/^\d+\.\d+\.\d/);
  expect(sdkVersion.length).toBeLessThanOrEqual(10);
});
