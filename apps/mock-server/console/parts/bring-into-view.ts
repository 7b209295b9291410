const reducesMotion = matchMedia('(prefers-reduced-motion: reduce)');

/** Scrolls no further than it takes to see all of an element; of one that is taller than the window, its beginning. */
export function bringIntoView(element: Element): void {
  element.scrollIntoView({ block: 'nearest', behavior: reducesMotion.matches ? 'instant' : 'smooth' });
}
