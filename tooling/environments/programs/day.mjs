/**
 * The day of a till: a payment, one whose response is lost, a refund, a restart in the middle of a payment, and a wrong host. The same in
 * every environment, so it imports nothing: it takes `@cloudpay/payments` as the environment loads it.
 */
export async function day({ configurationFromEnv, createFetchTransport, openFileJournal, Payments }) {
  const node = (name) => process.getBuiltinModule(`node:${name}`);
  const assert = node('assert/strict');
  const configuration = configurationFromEnv();
  const file = node('path').join(node('fs').mkdtempSync(node('path').join(node('os').tmpdir(), 'cloudpay-day-')), 'till.db');

  /** Starts a payment. The last four digits of the customer's code say to the sandbox what happens. */
  async function start(payments, scenario) {
    const outTradeNo = await payments.newOrderNumber();
    return payments.microPay({ outTradeNo, authorCode: `13452027382538${scenario}`, totalFee: 2, body: 'coffee' });
  }
  const pay = async (payments, scenario) => (await start(payments, scenario)).result();

  let heard = () => {};
  const onEvent = ({ type }) => type === 'response' && heard();
  const morning = new Payments({ ...configuration, timeout: 1_000, onEvent, journal: await openFileJournal(file) });
  const first = await start(morning, '0000');
  const { result, error } = await first.result();
  assert.equal(result, 'paid', String(error));
  // The response to this one is lost: queries find out what became of it.
  assert.equal((await pay(morning, '0007')).result, 'paid');
  const refund = await morning.refund({ outTradeNo: first.outTradeNo, refundFee: 1 }, { signed: true });
  assert.equal((await refund.result()).result, 'succeeded');
  // The till stops while this customer types the password.
  const answered = new Promise((resolve) => {
    heard = resolve;
  });
  const open = await start(morning, '0001');
  await answered;
  await morning.close();

  const evening = new Payments({ ...configuration, journal: await openFileJournal(file) });
  const resumed = [];
  for await (const { outTradeNo, outcome } of evening.resume()) resumed.push([outTradeNo, outcome.result]);
  assert.deepEqual(resumed, [[open.outTradeNo, 'paid']]);
  await evening.close();

  const listener = node('net').createServer();
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const wrong = `http://127.0.0.1:${listener.address().port}`;
  await new Promise((resolve) => listener.close(resolve));

  // By fetch as well: nobody listens, so the payment has failed, and the error says where and why.
  for (const transport of [undefined, createFetchTransport(fetch)]) {
    const astray = new Payments({ ...configuration, ...(transport && { transport }), baseUrls: [wrong] });
    const { result, error } = await pay(astray, '0000');
    assert.equal(result, 'failed', String(error));
    assert.equal(error.code, 'NOT_CONNECTED');
    // Deno's fetch has no code.
    if (transport === undefined) assert.equal(error.connection.code, 'ECONNREFUSED');
    assert.ok(error.connection.url.startsWith(wrong));
    await astray.close();
  }
  // Not by console.log, which Jest writes elsewhere.
  process.stdout.write('the day is done\n');
}
