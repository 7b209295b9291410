import { type OrderOutcome, type Payments, type PayPlatform, recognisePlatform } from '@cloudpay/payments';
import { outcomeWords } from '../report/outcome-words.ts';
import { watch } from '../report/payment-progress.ts';
import { platformName } from '../report/platform-words.ts';
import type { Display } from '../terminal/display.ts';
import { showFact } from '../terminal/facts.ts';
import { yuan } from '../terminal/money.ts';
import type { Bilingual, Scene } from './scenes.ts';

/** What came of a scene. */
export interface Played {
  readonly scene: Scene;
  readonly outTradeNo: string;
  readonly payPlatform: PayPlatform;
  readonly asExpected: boolean;
}

/** How a customer is served: takes the payment to its outcome, and shows what happens. */
export type Serve = (scene: Scene, outTradeNo: string, display: Display) => Promise<OrderOutcome>;

/** Serves as a till does on any day. */
export function atTheTill(payments: Payments): Serve {
  return async ({ authorCode, totalFee, goods }, outTradeNo, display) => {
    const payment = await payments.microPay({ outTradeNo, authorCode, totalFee, body: goods.zh });
    return watch(payment, display);
  };
}

/** Serves one customer, and explains on screen what happened. */
export async function playScene(scene: Scene, outTradeNo: string, serve: Serve, display: Display): Promise<Played> {
  const { time, goods, totalFee, authorCode, story, naive, why, expected } = scene;
  const { colours } = display;
  // The codes are the demo's own.
  const payPlatform = recognisePlatform(authorCode) as PayPlatform;

  display.line(colours.bold(`${time}  ${goods.zh} ${goods.en}  ${yuan(totalFee)}  ${platformName(payPlatform)}`));
  explain(display, '发生了什么 Story', story);
  const outcome = await serve(scene, outTradeNo, display);
  explain(display, '轻信的程序 Naive', { ...naive, zh: colours.yellow(naive.zh) });
  const { verdict, reason } = outcomeWords(outcome, colours);
  showFact(display, '本 SDK', verdict);
  if (reason !== undefined) showFact(display, '', reason);
  explain(display, '', why);

  const asExpected = outcome.result === expected;
  if (!asExpected) display.line(colours.red(`✘ 与预期不符 not as expected: ${expected}`));
  display.line();
  return { scene, outTradeNo, payPlatform, asExpected };
}

function explain(display: Display, label: string, { zh, en }: Bilingual): void {
  showFact(display, label, zh);
  showFact(display, '', display.colours.dim(en));
}
