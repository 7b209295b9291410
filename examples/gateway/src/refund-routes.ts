import type { Refund } from '@cloudpay/payments';
import type { FastifyPluginAsync } from 'fastify';
import { ConflictError } from './errors.ts';
import type { Merchant } from './merchants.ts';
import { outcomeBody } from './outcome-body.ts';
import { UnderWay } from './under-way.ts';

interface RefundNumbers {
  readonly outTradeNo: string;
  readonly outRefundNo: string;
}

interface RefundBody {
  /** 分 fen */
  readonly refundFee: number;
  readonly refundReason?: string;
}

const refundBody = {
  type: 'object',
  required: ['refundFee'],
  additionalProperties: false,
  properties: { refundFee: { type: 'integer', minimum: 1 }, refundReason: { type: 'string' } },
};

/** Refunds: begin and look. The number comes from `/order-numbers` too, and a repeated PUT under it refunds once. */
export function refundRoutes({ payments, journal, outSubMchId }: Merchant): FastifyPluginAsync {
  const underWay = new UnderWay<Refund>();

  return async (tills) => {
    tills.put<{ Params: RefundNumbers; Body: RefundBody }>(
      '/payments/:outTradeNo/refunds/:outRefundNo',
      { schema: { body: refundBody } },
      async ({ params: { outTradeNo, outRefundNo }, body }, reply) => {
        const stored = await journal.read({ outSubMchId, number: outTradeNo });
        const record = stored?.record.refunds?.find((refund) => refund.outRefundNo === outRefundNo);
        if (record === undefined || underWay.get(outRefundNo) !== undefined) {
          const request = { outTradeNo, outRefundNo, ...body };
          await underWay.begin(outRefundNo, request, () => payments.refund(request));
        } else if (record.refundFee !== body.refundFee) {
          throw new ConflictError(outRefundNo);
        }
        return reply.code(202).send({ outTradeNo, outRefundNo });
      },
    );

    tills.get<{ Params: RefundNumbers }>('/payments/:outTradeNo/refunds/:outRefundNo', async ({ params }) => {
      return { ...params, ...outcomeBody(await payments.queryRefund(params)) };
    });
  };
}
