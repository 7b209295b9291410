import { it } from 'vitest';
import { checkAccessibility } from '../support/check-accessibility.ts';
import { describeInBrowser } from '../support/describe-in-browser.ts';

const looks = [
  { width: 1440, height: 900, locale: 'zh-CN', colorScheme: 'light' },
  { width: 1440, height: 900, locale: 'en-US', colorScheme: 'dark' },
  { width: 900, height: 1000, locale: 'en-US', colorScheme: 'light' },
  { width: 390, height: 844, locale: 'en-US', colorScheme: 'light' },
] as const;

describeInBrowser('the page is for everybody', (browser) => {
  it.for(looks)('$width pixels wide, $locale, $colorScheme', async (look) => {
    await checkAccessibility(browser(), look);
  });
});
