import * as sdk from '@cloudpay/payments';
import { day } from './day.mjs';

test('the day of a till', () => day(sdk), 60_000);
