import { it } from 'vitest';
import { describeInBrowser } from '../support/describe-in-browser.ts';
import { checkForEverybody } from '../support/for-everybody.ts';

describeInBrowser('the page is for everybody', (browser) => {
  it('on a phone', async () => {
    await checkForEverybody(browser(), { width: 390, height: 844, locale: 'zh-CN', colorScheme: 'dark' });
  });
});
