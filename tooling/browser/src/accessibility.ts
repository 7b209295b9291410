import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** The accessibility problems of the page in its present state, by axe's rules for WCAG 2.2 AA and its best practices. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`));
}
