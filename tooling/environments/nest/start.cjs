require('reflect-metadata');
const { Controller, Module, Post } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const sdk = require('@cloudpay/payments');
const { day } = require('./day.cjs');

class DayController {
  async run() {
    await day(sdk);
    return 'done';
  }
}
// What a compiler makes of decorators.
Post('day')(DayController.prototype, 'run', Object.getOwnPropertyDescriptor(DayController.prototype, 'run'));
Controller()(DayController);
class AppModule {}
Module({ controllers: [DayController] })(AppModule);

async function main() {
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  const response = await fetch(`${await app.getUrl()}/day`, { method: 'POST' });
  await app.close();
  if (!response.ok) throw new Error(`the controller answered ${response.status}`);
}

main();
