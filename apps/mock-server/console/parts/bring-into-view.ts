const reducesMotion = matchMedia('(prefers-reduced-motion: reduce)');

/**
 * Scrolls no further than it takes to see all of an element; of one that is taller than the window, its beginning.
 *
 * @param cover what stays at the top of the window, before whatever is scrolled
 */
export function bringIntoView(element: HTMLElement, cover: HTMLElement): void {
  element.style.scrollMarginTop = `${cover.offsetHeight}px`;
  element.scrollIntoView({ block: 'nearest', behavior: reducesMotion.matches ? 'instant' : 'smooth' });
}
