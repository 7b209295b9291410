import { useId, useState } from 'preact/hooks';
import { words } from '../language/language.ts';
import { act } from '../sandbox/call.ts';
import { orderPath } from './order-path.ts';

const length = 6;
const cells = Array.from({ length }, (_, index) => index);
const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '', '0', '⌫'] as const;

/** Any six digits pay the order. */
export function PasswordPad({ outTradeNo }: { readonly outTradeNo: string }) {
  const [typed, setTyped] = useState('');
  const hint = useId();
  const { password, passwordHint, digit, erase } = words.value.customer;
  const type = async (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, length);
    setTyped(digits);
    if (digits.length < length) return;
    await act(orderPath(outTradeNo, 'pay'));
    setTyped('');
  };
  const press = (key: string) => type(key === '⌫' ? typed.slice(0, -1) : typed + key);
  return (
    <div class="password">
      <div class="password-field">
        <input
          inputMode="numeric"
          autocomplete="off"
          maxLength={length}
          value={typed}
          aria-label={password}
          aria-describedby={hint}
          onInput={({ currentTarget }) => void type(currentTarget.value)}
        />
        <span class="password-cells" aria-hidden="true">
          {cells.map((cell) => (
            <span key={cell} data-filled={cell < typed.length || undefined} data-next={cell === typed.length || undefined} />
          ))}
        </span>
      </div>
      <p id={hint} class="quiet">
        {password} · {passwordHint}
      </p>
      {/* Not in tab order: the digits of the keyboard do the same. */}
      <div class="keypad">
        {keys.map((key) =>
          key === '' ? (
            <span key={key} />
          ) : (
            <button
              key={key}
              type="button"
              tabIndex={-1}
              aria-label={key === '⌫' ? erase : digit(key)}
              onClick={() => void press(key)}
            >
              {key}
            </button>
          ),
        )}
      </div>
    </div>
  );
}
