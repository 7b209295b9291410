import type { CloudPayError, OrderOutcome, Payment, PaymentProgress } from '@cloudpay/payments';
import type { Display } from '../terminal/display.ts';

/**
 * Shows a payment on its way, step by step, and returns its outcome.
 *
 * @param onCode gets the text of the code that the customer is to scan
 */
export async function watch(payment: Payment, display: Display, onCode?: (codeUrl: string) => void): Promise<OrderOutcome> {
  const since = performance.now();
  let before: Underway | undefined;
  for await (const step of payment) {
    if (step.type === 'settled') break;
    if (step.type === 'awaitingPayment') onCode?.(step.codeUrl);
    const said = words(step, before);
    before = step;
    if (said === undefined) continue;
    const [first, ...more] = said.happened;
    display.line(display.colours.dim(`${secondsSince(since)}  ${first}`));
    for (const line of more) display.line(display.colours.dim(`${' '.repeat(10)}${line}`));
    display.wait(said.waitingFor, since);
  }
  display.endWait();
  return payment.result();
}

type Underway = Exclude<PaymentProgress, { type: 'settled' }>;

interface Words {
  /** Lines. */
  readonly happened: readonly string[];
  readonly waitingFor: string;
}

const asking = '结果未知，正在查询 / not certain yet, asking';
const confirming = '正在确认没有扣款 making sure that nothing was charged';
const response = '等待应答 waiting for the response';

function words(step: Underway, before: Underway | undefined): Words | undefined {
  switch (step.type) {
    case 'sending':
      return { happened: [sending(before)], waitingFor: response };
    case 'customerPaying':
      return both('顾客正在输入密码 the customer is typing the password');
    case 'undecided':
      return both('服务端处理中，尚未确定 being processed, not decided yet');
    case 'awaitingPayment':
      return both('等待顾客扫码 waiting for the customer to scan the code');
    case 'uncertain':
      return uncertain(step.error);
  }
}

/** @param before the step before it, if any: it says why the request leaves again */
function sending(before: Underway | undefined): string {
  if (before === undefined) return '已发送，等待应答 sent, waiting for the response';
  const wasUnsent = before.type === 'uncertain' && before.error.code === 'NOT_CONNECTED';
  return wasUnsent ? '再次发送 sending again' : '服务端没有这笔订单，原样重发 no such order there: sent again, unchanged';
}

function both(text: string): Words {
  return { happened: [text], waitingFor: text };
}

function uncertain(error: CloudPayError): Words {
  if (error.outcome === 'unknown') return { happened: [error.message, asking], waitingFor: asking };
  // What the service says is shown at once. It decides nothing before questions confirm it.
  if (error.status !== undefined) {
    return { happened: [`服务端拒绝 refused: ${error.message}`, confirming], waitingFor: confirming };
  }
  return { happened: [error.message], waitingFor: '再试 trying again' };
}

/** Such as ` 3.0 s`, aligned up to the longest wait. */
function secondsSince(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s`;
}
