const sdk = require('@cloudpay/payments');
const { day } = require('./day.cjs');

day(sdk);
