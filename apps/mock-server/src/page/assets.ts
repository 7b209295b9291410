import type { ConsoleAssets } from './console-assets.ts';

/** Makes the console of its sources. The published package has this module replaced by one that holds what was made (see tsup.config.ts). */
export async function makeAssets(): Promise<ConsoleAssets> {
  const { bundleConsole } = await import('./bundle.ts');
  return bundleConsole(false);
}
