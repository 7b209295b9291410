import type { ConsoleAssets } from './console-assets.ts';

/** Builds the console from its sources. In the published package the built result replaces this module (see tsup.config.ts). */
export async function makeAssets(): Promise<ConsoleAssets> {
  const { bundleConsole } = await import('./bundle.ts');
  return bundleConsole(false);
}
