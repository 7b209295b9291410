import * as sdk from '@cloudpay/payments';
import { day } from '../../day.mjs';

export const dynamic = 'force-dynamic';

export async function POST() {
  await day(sdk);
  return new Response('done');
}
