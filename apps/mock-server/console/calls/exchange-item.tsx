import { useEffect, useRef, useState } from 'preact/hooks';
import { language, words } from '../language/language.ts';
import { scrollIntoView } from '../parts/bring-into-view.ts';
import { clockTime } from '../parts/time.ts';
import type { ExchangeJson } from '../sandbox/types.ts';
import { ExchangeDetails } from './exchange-details.tsx';
import { outcomeOf } from './outcome.ts';
import { Status } from './status.tsx';
import { summaryOf } from './summary.ts';
import { VerdictMark } from './verdict-mark.tsx';

/** One line of the list. It opens to show all details. */
export function ExchangeItem({ exchange }: { readonly exchange: ExchangeJson }) {
  const [isOpen, setOpen] = useState(false);
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const head = document.querySelector<HTMLElement>('.wire-head');
    if (isOpen && item.current && head) scrollIntoView(item.current, head);
  }, [isOpen]);
  const { id, at, endpoint, fault, duration_ms: duration } = exchange;
  const { wire, faultNames, hostFaults } = words.value;
  const details = `exchange-${id}`;
  return (
    <li ref={item} class="exchange" data-outcome={outcomeOf(exchange)}>
      <button
        type="button"
        class="exchange-line"
        aria-expanded={isOpen}
        aria-controls={details}
        onClick={() => setOpen(!isOpen)}
      >
        <span class="exchange-time">{clockTime(at)}</span>
        <span class="exchange-endpoint">{endpoint}</span>
        <span class="exchange-gist">{summaryOf(exchange, language.value)}</span>
        <span class="exchange-marks">
          {fault && <span class="mark fault">{{ ...faultNames, ...hostFaults }[fault.kind]}</span>}
          <VerdictMark verdict={exchange.verdict} />
        </span>
        <Status exchange={exchange} />
        <span class="exchange-duration">
          {duration === undefined ? '' : wire.milliseconds(duration.toFixed(duration < 10 ? 1 : 0))}
        </span>
      </button>
      <div id={details} hidden={!isOpen}>
        {isOpen && <ExchangeDetails exchange={exchange} />}
      </div>
    </li>
  );
}
