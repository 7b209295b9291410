import { signal } from '@preact/signals';

/** Why the last action failed. */
export type Problem = { readonly kind: 'refused'; readonly message: string } | { readonly kind: 'unreachable' };

export const problem = signal<Problem | undefined>(undefined);
