import { CloudPayError, type OrderOutcome, type Payment } from '@cloudpay/payments';
import type { FastifyPluginAsync } from 'fastify';
import { ConflictError } from './errors.ts';
import type { Merchant } from './merchants.ts';
import { outcomeBody } from './outcome-body.ts';
import { UnderWay } from './under-way.ts';

interface PaymentBody {
  readonly authorCode: string;
  /** 分 fen */
  readonly totalFee: number;
  readonly body: string;
}

const paymentBody = {
  type: 'object',
  required: ['authorCode', 'totalFee', 'body'],
  additionalProperties: false,
  properties: { authorCode: { type: 'string' }, totalFee: { type: 'integer', minimum: 1 }, body: { type: 'string' } },
};

const waiting = {
  type: 'object',
  properties: { wait: { type: 'integer', minimum: 0, maximum: 30, default: 0 } },
};

/** Payments by the customer's code: begin, look, cancel. */
export function paymentRoutes({ payments, journal, outSubMchId }: Merchant): FastifyPluginAsync {
  const underWay = new UnderWay<Payment>();

  return async (tills) => {
    // A till asks for the number first, and repeats the PUT under it as often as the network makes it: the customer pays once.
    tills.post('/order-numbers', async (_request, reply) => {
      return reply.code(201).send({ outTradeNo: await payments.newOrderNumber() });
    });

    tills.put<{ Params: { outTradeNo: string }; Body: PaymentBody }>(
      '/payments/:outTradeNo',
      { schema: { body: paymentBody } },
      async ({ params: { outTradeNo }, body }, reply) => {
        const record = await journal.read({ outSubMchId, number: outTradeNo });
        if (record === undefined || underWay.get(outTradeNo) !== undefined) {
          await underWay.begin(outTradeNo, body, () => payments.microPay({ outTradeNo, ...body }));
        } else if (record.record.state === 'refused' || record.record.totalFee !== body.totalFee) {
          throw new ConflictError(outTradeNo);
        }
        return reply.code(202).send({ outTradeNo });
      },
    );

    // Waits up to `wait` seconds for the outcome; 202 means that the customer is still paying.
    tills.get<{ Params: { outTradeNo: string }; Querystring: { wait: number } }>(
      '/payments/:outTradeNo',
      { schema: { querystring: waiting } },
      async ({ params: { outTradeNo }, query: { wait } }, reply) => {
        const payment = await underWay.get(outTradeNo);
        const outcome = payment === undefined ? await payments.queryOrder({ outTradeNo }) : await outcomeWithin(payment, wait);
        if (outcome === undefined) return reply.code(202).send({ outTradeNo });
        return { outTradeNo, ...outcomeBody(outcome) };
      },
    );

    tills.post<{ Params: { outTradeNo: string } }>('/payments/:outTradeNo/cancel', async ({ params: { outTradeNo } }) => {
      return { outTradeNo, ...outcomeBody(await payments.cancelOrder({ outTradeNo })) };
    });
  };
}

/** @returns undefined when the time is up; the payment goes on */
async function outcomeWithin(payment: Payment, seconds: number): Promise<OrderOutcome | undefined> {
  try {
    return await payment.result({ timeout: Math.max(1, seconds * 1000) });
  } catch (error) {
    if (error instanceof CloudPayError && error.code === 'TIMEOUT') return undefined;
    throw error;
  }
}
