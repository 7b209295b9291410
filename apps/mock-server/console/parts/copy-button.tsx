import { useId, useRef, useState } from 'preact/hooks';
import { words } from '../language/language.ts';

interface CopyButtonProps {
  /** The text, or a function that gets it. Undefined if it cannot be had; the person has then seen an error. */
  readonly text: () => string | Promise<string | undefined>;
  readonly label: string;
  /** The label of the button after copying. */
  readonly done?: string;
  readonly class?: string;
}

/** Copies a text. If the clipboard is not available, it shows the text for copying by hand. */
export function CopyButton({ text, label, done = words.value.copied, class: className = 'button small' }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  const [byHand, setByHand] = useState<string>();
  const restored = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  const copy = async () => {
    const wanted = await text();
    if (wanted === undefined) return;
    try {
      await navigator.clipboard.writeText(wanted);
    } catch {
      setByHand(wanted);
      return;
    }
    setByHand(undefined);
    setCopied(true);
    clearTimeout(restored.current);
    restored.current = setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <>
      <button type="button" class={className} data-done={isCopied || undefined} onClick={() => void copy()}>
        <span aria-live="polite">{isCopied ? done : label}</span>
      </button>
      {byHand !== undefined && (
        <span class="by-hand">
          <label for={id}>{words.value.copyByHand}</label>
          <textarea id={id} readOnly rows={6} value={byHand} onFocus={({ currentTarget }) => currentTarget.select()} />
        </span>
      )}
    </>
  );
}
