import { words } from '../language/language.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Empty } from '../parts/empty.tsx';
import { exchanges, exchangesLoaded } from '../sandbox/exchanges.ts';
import { ExchangeItem } from './exchange-item.tsx';
import { Filters } from './filters.tsx';
import { shown } from './shown.ts';

/** Every request and its response, the newest first. */
export function Wire() {
  const { title, none, noneHint, noneFits } = words.value.wire;
  return (
    <section id="wire" class="panel wire" aria-labelledby="wire-title">
      <div class="wire-head">
        <h2 id="wire-title">{title}</h2>
        <Filters />
      </div>
      {shown.value.length > 0 ? (
        <ol class="exchanges">
          {shown.value.map((exchange) => (
            <ExchangeItem key={exchange.id} exchange={exchange} />
          ))}
        </ol>
      ) : exchanges.value.length > 0 ? (
        <Empty title={noneFits} />
      ) : (
        exchangesLoaded.value && (
          <Empty title={none}>
            <p>{noneHint}</p>
            <p class="address">
              <code>{location.origin}</code> <CopyButton text={() => location.origin} label={words.value.copy} />
            </p>
          </Empty>
        )
      )}
    </section>
  );
}
