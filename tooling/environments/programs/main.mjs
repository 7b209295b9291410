import * as sdk from '@cloudpay/payments';
import { day } from './day.mjs';

await day(sdk);
