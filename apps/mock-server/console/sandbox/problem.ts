import { signal } from '@preact/signals';

/** Why the last thing that was asked for was not done. */
export type Problem = { readonly kind: 'refused'; readonly message: string } | { readonly kind: 'unreachable' };

export const problem = signal<Problem | undefined>(undefined);
