import type { World } from './world-parts.ts';

/** All that was seen in a world, in its order, for whoever has to find out why something went wrong. */
export function tell({ observation, ledger, told, scenarioName, hardships, service }: World): string[] {
  const lines: { at: number; text: string }[] = [];
  for (const departures of observation.departures.values())
    for (const { at, process, endpoint, number, refundNo = '', host, response } of departures) {
      lines.push({ at, text: `${process} → ${endpoint} ${number} ${refundNo} at ${host}` });
      if (response !== undefined)
        lines.push({
          at: response.at,
          text: `${process} ← ${endpoint} ${number} ${response.isFresh ? '' : 'again '}${response.content.slice(0, 600)}`,
        });
    }
  for (const entries of ledger.entries.values())
    for (const { at, record } of entries) lines.push({ at, text: `  journal ${JSON.stringify(record)}` });
  for (const { at, process, ...rest } of told) lines.push({ at, text: `${process} told ${JSON.stringify(rest)}` });
  for (const order of service.orders.values())
    for (const { at, state, refunds } of order.history)
      lines.push({
        at,
        text: `  service ${order.facts.outTradeNo} ${state} ${JSON.stringify(refunds)} ${order.facts.isStrangers ? 'stranger' : ''}`,
      });
  const sorted = lines.sort((one, other) => one.at - other.at).map(({ at, text }) => `${String(at).padStart(8)} ${text}`);
  return [`${scenarioName} ${JSON.stringify(hardships)}`, ...sorted];
}
