import { useRef } from 'preact/hooks';
import { words } from '../language/language.ts';
import { act } from '../sandbox/call.ts';

export function Reset() {
  const { reset, resetHint, resetSure, resetDo, cancel } = words.value.controls;
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => dialog.current?.close();
  return (
    <section class="control" aria-labelledby="reset">
      <h3 id="reset">{reset}</h3>
      <p class="quiet">{resetHint}</p>
      <button type="button" class="button danger" onClick={() => dialog.current?.showModal()}>
        {reset}
      </button>
      <dialog ref={dialog} aria-labelledby="reset-question">
        <p id="reset-question">{resetSure}</p>
        <div class="actions">
          <button type="button" class="button" onClick={close}>
            {cancel}
          </button>
          <button
            type="button"
            class="button danger"
            onClick={() => {
              close();
              void act('reset');
            }}
          >
            {resetDo}
          </button>
        </div>
      </dialog>
    </section>
  );
}
