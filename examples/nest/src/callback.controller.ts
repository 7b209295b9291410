import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Callback, nodeCallbackHandler, type Payments } from '@cloudpay/payments';
import { Controller, Inject, Logger, Post, Req, Res } from '@nestjs/common';
import { CLOUD_PAY } from './cloud-pay/cloud-pay.token.ts';

@Controller('cloudpay')
export class CallbackController {
  readonly #log = new Logger(CallbackController.name);
  readonly #handle: ReturnType<typeof nodeCallbackHandler>;

  constructor(@Inject(CLOUD_PAY) payments: Payments) {
    this.#handle = nodeCallbackHandler(payments, (callback) => this.#take(callback));
  }

  /** Needs the raw bytes: `NestFactory.create(AppModule, { rawBody: true })`. */
  @Post('callback')
  callback(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    return this.#handle(request, response);
  }

  /** A shop would mark the order in its own books. It may be told twice of the same payment, so doing it twice must be harmless. */
  #take(callback: Callback): void {
    if (callback.type === 'payment') {
      this.#log.log(`payment ${callback.order.outTradeNo}: ${callback.outcome.result}`);
      return;
    }
    for (const { refund, outcome } of callback.refunds) this.#log.log(`refund ${refund.outRefundNo}: ${outcome.result}`);
  }
}
