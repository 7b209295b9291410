import { words } from '../language/language.ts';
import { yuan } from '../parts/money.ts';
import { PlatformBadge } from '../parts/platform-badge.tsx';
import type { Order, OrderStage } from '../sandbox/types.ts';

const tones: Readonly<Record<OrderStage, 'good' | 'bad' | 'calm'>> = {
  waiting: 'calm',
  unrecognised: 'calm',
  paid: 'good',
  stopped: 'calm',
  error: 'bad',
  partlyRefunded: 'calm',
  refunded: 'calm',
  reversed: 'calm',
  closed: 'calm',
};

export function SettledOrder({ order }: { readonly order: Order }) {
  const { stages, refunded } = words.value.customer;
  return (
    <li>
      <span class="history-amount">{yuan(order.total_fee)}</span>
      <span class="history-what">
        {order.body}
        <PlatformBadge platform={order.pay_platform} />
      </span>
      <span class="history-state">
        <span class="tone" data-tone={tones[order.stage]}>
          {stages[order.stage]}
        </span>
        {order.stage === 'partlyRefunded' && <span class="quiet">{refunded(yuan(order.refunded_fee))}</span>}
      </span>
    </li>
  );
}
