import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

export default defineConfig({
  ...base,
  test: { include: ['{proto,packages/*,apps/*,examples}/test/**/*.long.test.ts'] },
});
