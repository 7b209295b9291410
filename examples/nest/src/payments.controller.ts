import type { OrderOutcome, Payments } from '@cloudpay/payments';
import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { CLOUD_PAY } from './cloud-pay/cloud-pay.token.ts';

interface PaymentBody {
  readonly authorCode: string;
  /** 分 fen */
  readonly totalFee: number;
  readonly body: string;
}

@Controller('payments')
export class PaymentsController {
  constructor(@Inject(CLOUD_PAY) private readonly payments: Payments) {}

  /** Answers on acceptance; the outcome is asked for below. The client checks the body, field by field. */
  @Post()
  @HttpCode(202)
  async begin(@Body() { authorCode, totalFee, body }: PaymentBody): Promise<{ outTradeNo: string }> {
    const outTradeNo = await this.payments.newOrderNumber();
    await this.payments.microPay({ outTradeNo, authorCode, totalFee, body });
    return { outTradeNo };
  }

  @Get(':outTradeNo')
  async look(@Param('outTradeNo') outTradeNo: string): Promise<Pick<OrderOutcome, 'result'>> {
    const { result } = await this.payments.queryOrder({ outTradeNo });
    return { result };
  }
}
