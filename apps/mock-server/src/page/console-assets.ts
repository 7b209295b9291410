/** The files that a browser loads for the console. */
export interface ConsoleAssets {
  readonly html: string;
  readonly script: string;
  readonly style: string;
}
