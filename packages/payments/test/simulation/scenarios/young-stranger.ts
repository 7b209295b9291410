import { between, chance, pick } from '../random.ts';
import { drawCode, drawPayment } from '../till/plan.ts';
import { TillProcess } from '../till/process.ts';
import type { Scenario } from './scenario.ts';

/** Somebody has just used the number, for an order like ours in all that the service tells. Only the identical request shows whose it is. */
export const youngStranger: Scenario = {
  name: 'young stranger',
  weight: 6,
  hardships: (drawn) => ({
    ...drawn,
    trouble: 0,
    badHosts: 0,
    refusing: 'none',
    hasThief: false,
    journal: 'sound',
    wrongClocks: false,
    pingLies: false,
    crashes: false,
    pauses: false,
    strangers: 0,
    reused: 407,
    callbacks: true,
  }),
  async play(world) {
    const { random, service, time, callbacks } = world;
    const process = new TillProcess(world, '00till');
    for (let customers = between(random, 1, 3); customers > 0; customers -= 1) {
      const plan = { ...drawPayment(world, process.deviceId), timeout: undefined };
      const { outTradeNo, totalFee, payPlatform, authorCode } = plan;
      const order = service.plant(
        {
          outTradeNo,
          totalFee,
          platform: payPlatform,
          tradeType: authorCode === undefined ? 2 : 1,
          deviceId: process.deviceId,
          machineNo: `Machine-${process.deviceId}`,
          body: 'a stranger’s',
          authorCode: authorCode && drawCode(random, payPlatform),
          codeUrl: authorCode === undefined ? 'weixin://wxpay/bizpayurl?pr=stranger' : undefined,
          createdAt: time.elapsed - between(random, 0, 60_000),
        },
        pick(random, ['paid', 'paid', 'paying']),
      );
      if (order.state === 'paid') callbacks.paid(order);
      else time.after(between(random, 100, 5_000), () => service.charge(order));
      const paid = process.pay(plan);
      if (chance(random, 30)) {
        await time.sleep(between(random, 0, 2_000));
        await process.query(outTradeNo);
      }
      await paid;
      if (chance(random, 50)) await process.query(outTradeNo);
    }
    return [process];
  },
};
