import { fastifyCallbackPlugin } from '@cloudpay/payments';
import bearerAuth from '@fastify/bearer-auth';
import fastify, { type FastifyInstance } from 'fastify';
import { callbackListener } from './callbacks.ts';
import { responseError } from './errors.ts';
import { type Merchant, type MerchantSettings, openMerchant } from './merchants.ts';
import { paymentRoutes } from './payment-routes.ts';
import { refundRoutes } from './refund-routes.ts';

/** A gateway between the tills of several merchants and Cloud Pay. */
export async function createGateway(settings: readonly MerchantSettings[]): Promise<FastifyInstance> {
  const gateway = fastify({ logger: true });
  gateway.setErrorHandler(responseError);
  const merchants = await Promise.all(settings.map((entry) => openMerchant(entry, gateway.log)));

  for (const merchant of merchants) {
    gateway.register(
      async (scope) => {
        // Cloud Pay has no token: its callbacks prove themselves by their authentication code.
        scope.register(fastifyCallbackPlugin(merchant.payments, callbackListener(scope.log), { path: '/callback' }));
        scope.register(async (tills) => {
          await tills.register(bearerAuth, { keys: new Set([merchant.token]) });
          tills.register(paymentRoutes(merchant));
          tills.register(refundRoutes(merchant));
        });
      },
      { prefix: `/merchants/${merchant.id}` },
    );
  }

  gateway.addHook('onListen', async () => {
    for (const merchant of merchants) void settleOpen(merchant, gateway);
  });
  // Before the connections are closed: what waits for a payment is answered `unknown`, and the order stays in the journal.
  gateway.addHook('preClose', async () => {
    await Promise.all(merchants.map(({ payments }) => payments.close()));
  });
  return gateway;
}

/** Finds out what became of the orders that the last run left open. It only asks: nobody is charged. */
async function settleOpen({ id, payments }: Merchant, { log }: FastifyInstance): Promise<void> {
  try {
    for await (const { kind, outTradeNo, outcome } of payments.resume()) {
      log.info({ merchant: id, resumed: kind, outTradeNo, result: outcome.result });
    }
  } catch (error) {
    log.warn({ merchant: id, error });
  }
}
