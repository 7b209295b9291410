import { useState } from 'preact/hooks';
import { words } from '../language/language.ts';
import type { ExchangeJson } from '../sandbox/types.ts';
import { ContentSwitch, type ContentView } from './content-switch.tsx';
import { CopyAsTest } from './copy-as-test.tsx';
import { DiagnosisBox } from './diagnosis-box.tsx';
import { Facts } from './facts.tsx';
import { Message } from './message.tsx';
import { outcomeOf } from './outcome.ts';

export function ExchangeDetails({ exchange }: { readonly exchange: ExchangeJson }) {
  const [view, setView] = useState<ContentView>('readable');
  const { verdict, request, response } = exchange;
  const { wire } = words.value;
  return (
    <div class="exchange-details">
      {verdict.result === 'wrong' && <DiagnosisBox diagnosis={verdict.diagnosis} isWrong />}
      {verdict.result === 'authentic' && verdict.remark && <DiagnosisBox diagnosis={verdict.remark} />}
      <div class="details-actions">
        <ContentSwitch name={`view-${exchange.id}`} view={view} onChange={setView} />
        {outcomeOf(exchange) !== 'good' && <CopyAsTest id={exchange.id} />}
      </div>
      <div class="messages">
        <Message title={wire.request} message={request} view={view} />
        {response && <Message title={wire.response} message={response} view={view} />}
      </div>
      <Facts exchange={exchange} />
    </div>
  );
}
