// A till: resumes what the last run left open, then takes one payment after the other.
import {
  CloudPayError,
  configurationFromEnv,
  fenFromYuan,
  openFileJournal,
  Payments,
  readPaymentCode,
} from '@cloudpay/payments';
import { Cashier } from './cashier.ts';
import { settleOpen } from './resume.ts';
import { sell } from './sale.ts';

using cashier = new Cashier();
const payments = new Payments({
  ...configurationFromEnv(),
  // On disk, so that a power cut forgets no order. It throws here, before any money moves, when the file cannot be used.
  journal: await openFileJournal(process.env.TILL_JOURNAL ?? 'till.db'),
});

// Ctrl-C ends the wait for a customer, not the payment: the order stays in the journal, and the next start asks what became of it.
const closing = new AbortController();
process.once('SIGINT', () => {
  closing.abort();
  cashier.leave();
});

try {
  await settleOpen(payments, cashier, closing.signal);
  cashier.show('收银台已打开，直接回车或 Ctrl-D 结束 the till is open; an empty line or Ctrl-D closes it');
  for (;;) {
    const amount = await cashier.ask('金额（元）amount in yuan: ');
    if (!amount) break;
    const typed = await cashier.ask('付款码 payment code: ');
    if (!typed) break;
    try {
      await sell(
        payments,
        { totalFee: fenFromYuan(amount), authorCode: readPaymentCode(typed), body: '商品' },
        cashier,
        closing.signal,
      );
    } catch (error) {
      // Thrown before anything was sent: a wrong amount, an unknown code, a journal that is full. The next customer may come.
      if (!(error instanceof CloudPayError)) throw error;
      cashier.show(`未发送 nothing was sent: ${error.message}`);
    }
  }
} catch (error) {
  if (!closing.signal.aborted) throw error;
} finally {
  await payments.close();
}
