const reducesMotion = matchMedia('(prefers-reduced-motion: reduce)');

/**
 * Scrolls as little as needed to show the whole element, or its beginning if it is taller than the window.
 *
 * @param cover an element that stays at the top of the window and hides what is behind it
 */
export function scrollIntoView(element: HTMLElement, cover: HTMLElement): void {
  element.style.scrollMarginTop = `${cover.offsetHeight}px`;
  element.scrollIntoView({ block: 'nearest', behavior: reducesMotion.matches ? 'instant' : 'smooth' });
}
