import { configDefaults, defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['{proto,packages/*,apps/*,examples}/test/**/*.long.test.ts'],
    exclude: configDefaults.exclude,
  },
});
