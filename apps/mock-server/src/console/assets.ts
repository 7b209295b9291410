/** What a browser loads of the console. */
export interface ConsoleAssets {
  readonly html: string;
  readonly script: string;
  readonly style: string;
}

/** Makes the console of its sources. The published package has this module replaced by one that holds what was made (see tsup.config.ts). */
export async function makeAssets(): Promise<ConsoleAssets> {
  const { bundleConsole } = await import('./bundle.ts');
  return bundleConsole(false);
}
