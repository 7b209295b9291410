import type { ComponentChildren } from 'preact';
import { stateLoaded } from '../sandbox/state.ts';
import { Empty } from './empty.tsx';

interface PhoneProps {
  readonly id: string;
  /** The kind of items, as a part of element ids. */
  readonly things: 'orders' | 'logins';
  readonly words: Readonly<Record<'title' | 'waiting' | 'none' | 'noneHint' | 'recent', string>>;
  readonly waiting: readonly ComponentChildren[];
  readonly settled: readonly ComponentChildren[];
  /** Further actions. */
  readonly children?: ComponentChildren;
}

/** A phone: its waiting items, and its settled ones. */
export function Phone({ id, things, words, waiting, settled, children }: PhoneProps) {
  return (
    <section id={id} class="panel phone" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} class="phone-title">
        {words.title}
      </h2>
      <section aria-labelledby={`waiting-${things}`}>
        <h3 id={`waiting-${things}`}>
          {words.waiting}
          {waiting.length > 0 && <span class="count">{waiting.length}</span>}
        </h3>
        {stateLoaded.value && waiting.length === 0 && (
          <Empty title={words.none}>
            <p>{words.noneHint}</p>
          </Empty>
        )}
        <ul class="cards">{waiting}</ul>
      </section>
      {children}
      {settled.length > 0 && (
        <section aria-labelledby={`settled-${things}`}>
          <h3 id={`settled-${things}`}>{words.recent}</h3>
          <ul class="history">{settled}</ul>
        </section>
      )}
    </section>
  );
}
