import { configurationFromEnv, openFileJournal } from '@cloudpay/payments';
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { CallbackController } from './callback.controller.ts';
import { CloudPayFilter } from './cloud-pay/cloud-pay.filter.ts';
import { CloudPayModule } from './cloud-pay/cloud-pay.module.ts';
import { PaymentsController } from './payments.controller.ts';

@Module({
  imports: [
    CloudPayModule.registerAsync({
      useFactory: async () => ({
        ...configurationFromEnv(),
        journal: await openFileJournal(process.env.JOURNAL ?? 'orders.db'),
      }),
    }),
  ],
  controllers: [PaymentsController, CallbackController],
  providers: [{ provide: APP_FILTER, useClass: CloudPayFilter }],
})
export class AppModule {}
