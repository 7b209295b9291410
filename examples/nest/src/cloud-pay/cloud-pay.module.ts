import { Payments, type PaymentsOptions } from '@cloudpay/payments';
import { type BeforeApplicationShutdown, Inject, Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './cloud-pay.module-definition.ts';
import { CLOUD_PAY } from './cloud-pay.token.ts';

const payments = {
  provide: CLOUD_PAY,
  inject: [MODULE_OPTIONS_TOKEN],
  useFactory: (options: PaymentsOptions) => new Payments(options),
};

/**
 * The client of Cloud Pay for a Nest application.
 *
 * @example
 * CloudPayModule.registerAsync({
 *   inject: [ConfigService],
 *   useFactory: async (config: ConfigService) => ({ ...config.getOrThrow('cloudPay'), journal: await openFileJournal('orders.db') }),
 * })
 */
@Module({ providers: [payments], exports: [payments] })
export class CloudPayModule extends ConfigurableModuleClass implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger(CloudPayModule.name);

  constructor(@Inject(CLOUD_PAY) private readonly payments: Payments) {
    super();
  }

  /** The application does not wait for it: it may take minutes, and new customers may pay meanwhile. */
  onApplicationBootstrap(): void {
    void this.#settleOpen();
  }

  /** Before the connections are closed: what waits for a payment is answered `unknown`, and the order stays in the journal. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.payments.close();
  }

  /** Finds out what became of the orders that the last run left open. It only asks: nobody is charged. */
  async #settleOpen(): Promise<void> {
    try {
      for await (const { kind, outTradeNo, outcome } of this.payments.resume()) {
        this.#log.log(`resumed ${kind} ${outTradeNo}: ${outcome.result}`);
      }
    } catch (error) {
      this.#log.warn(error);
    }
  }
}
