import { useId, useMemo, useState } from 'preact/hooks';
import { language, words } from '../language/language.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { QrCode } from '../parts/qr-code.tsx';
import { scenarios } from '../sandbox/state.ts';
import { CodeDigits } from './code-digits.tsx';
import { type CodePlatform, codePlatforms, newCode } from './code-number.ts';

/** A payment code to show at the till. Its last digits choose the scenario. */
export function PaymentCode() {
  const { title, hint, platform: platformLabel, scenario: scenarioLabel, another, picture } = words.value.paymentCode;
  const [platform, setPlatform] = useState<CodePlatform>('wechat');
  const [scenario, setScenario] = useState('0000');
  const [showing, setShowing] = useState(0);
  // A new code each time it is shown.
  const code = useMemo(() => newCode(platform, scenario), [platform, scenario, showing]);
  const select = useId();
  return (
    <section aria-labelledby="payment-code">
      <h3 id="payment-code">{title}</h3>
      <div class="card">
        <fieldset class="segmented wide">
          <legend class="visually-hidden">{platformLabel}</legend>
          {Object.keys(codePlatforms).map((key) => (
            <label key={key}>
              <input
                type="radio"
                name="code-platform"
                checked={platform === key}
                onChange={() => setPlatform(key as CodePlatform)}
              />
              <span>{words.value.platforms[key as CodePlatform]}</span>
            </label>
          ))}
        </fieldset>
        <label class="field" for={select}>
          <span>{scenarioLabel}</span>
          <select id={select} value={scenario} onChange={({ currentTarget }) => setScenario(currentTarget.value)}>
            {scenarios.value.map((one) => (
              <option key={one.digits} value={one.digits}>
                {one.digits} {one[language.value]}
              </option>
            ))}
          </select>
        </label>
        <div class="code" data-platform={platform}>
          <QrCode text={code} label={picture} />
          <CodeDigits code={code} />
        </div>
        <div class="actions">
          <CopyButton text={() => code} label={words.value.copy} class="button" />
          <button type="button" class="button" onClick={() => setShowing(showing + 1)}>
            {another}
          </button>
        </div>
        <p class="quiet">{hint}</p>
      </div>
    </section>
  );
}
