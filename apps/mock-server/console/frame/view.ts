import { signal } from '@preact/signals';

/** The views of a narrow window. The names are the ids of the sections, and appear in the address after `#`. */
export const views = ['customer', 'shop', 'wire', 'controls'] as const;
export type View = (typeof views)[number];

export const view = signal<View>(viewInAddress());

addEventListener('hashchange', () => {
  view.value = viewInAddress();
});

function viewInAddress(): View {
  const name = location.hash.slice(1);
  return views.find((one) => one === name) ?? 'customer';
}
