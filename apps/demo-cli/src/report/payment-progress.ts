import type { CloudPayError, OrderOutcome, Payment, PaymentProgress } from '@cloudpay/payments';
import type { Display } from '../terminal/display.ts';
import { wrapped } from '../terminal/wrap.ts';

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
    const { dim } = display.colours;
    const [first = '', ...more] = wrapped(said.happened[0] ?? '', display.columns - timeWidth);
    display.line(dim(`${secondsSince(since)}  ${first}`));
    for (const line of [...more, ...said.happened.slice(1)]) display.paragraph(line, ' '.repeat(timeWidth), dim);
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
const confirming = '正在确认是否扣款 asking whether anything was charged';
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

function uncertain({ code, outcome, message }: CloudPayError): Words {
  // What the service says is shown at once. It decides nothing before questions confirm it.
  if (code === 'SERVICE_REFUSED') return { happened: [`服务端拒绝 refused: ${message}`, confirming], waitingFor: confirming };
  if (outcome === 'unknown') return { happened: [message, asking], waitingFor: asking };
  return { happened: [message], waitingFor: '再试 trying again' };
}

/** The columns of the time before what happened. */
const timeWidth = 10;

/** Such as ` 3.0 s`, aligned up to the longest wait. */
function secondsSince(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s`;
}
