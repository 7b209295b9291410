const sdk = require('@cloudpay/payments');
const { day } = require('./day.cjs');

test('the day of a till', () => day(sdk), 60_000);
