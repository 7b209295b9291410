import { it } from 'vitest';
import { checkAccessibility } from '../support/check-accessibility.ts';
import { describeInBrowser } from '../support/describe-in-browser.ts';

describeInBrowser('the page is for everybody', (browser) => {
  it('on a phone', async () => {
    await checkAccessibility(browser(), { width: 390, height: 844, locale: 'zh-CN', colorScheme: 'dark' });
  });
});
