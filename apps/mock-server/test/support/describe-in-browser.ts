import { type Browser, isBrowserMissing, launchBrowser } from '@cloudpay/browser';
import { afterAll, beforeAll, describe } from 'vitest';

/** Time limit of a browser test, in milliseconds. It is long, because the tests share the processor. */
const timeout = 90_000;

/** Tests that share a browser, which is available when they run. Without an installed browser they are skipped. */
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
