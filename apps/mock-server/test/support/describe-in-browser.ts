import { type Browser, isBrowserMissing, launchBrowser } from '@cloudpay/browser';
import { afterAll, beforeAll, describe } from 'vitest';

/** How long a browser may take, in milliseconds: it shares the processor with the other tests. */
const timeout = 90_000;

/** Tests that share a browser, which is there once they run. Without one on the machine they are skipped. */
export function describeInBrowser(name: string, tests: (browser: () => Browser) => void): void {
  describe.skipIf(isBrowserMissing)(name, { timeout }, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchBrowser();
    }, timeout);
    afterAll(() => browser?.close());
    tests(() => browser);
  });
}
