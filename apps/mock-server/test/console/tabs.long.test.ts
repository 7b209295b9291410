import { it } from 'vitest';
import { openConsole, setVisibility } from '../support/console.ts';
import { describeInBrowser } from '../support/describe-in-browser.ts';

/** How many connections a browser opens to one server. */
const connections = 6;

describeInBrowser('what the page knows', (browser) => {
  it('stays connected in more tabs than a browser has connections', async () => {
    await using console = await openConsole(browser());
    const { server, page } = console;
    let seen = page;
    for (let tab = 1; tab <= connections; tab++) {
      await setVisibility(seen, 'hidden');
      seen = await page.context().newPage();
      await seen.goto(server.url);
      await seen.locator('.connection[data-state=live]').waitFor();
    }
    await setVisibility(seen, 'hidden');
    await setVisibility(page, 'visible');
    await page.locator('.connection[data-state=live]').waitFor();
  });
});
