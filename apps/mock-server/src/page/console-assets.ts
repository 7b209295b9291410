/** What a browser loads of the console. */
export interface ConsoleAssets {
  readonly html: string;
  readonly script: string;
  readonly style: string;
}
