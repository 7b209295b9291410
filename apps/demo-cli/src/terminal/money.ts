import { yuanFromFen } from '@cloudpay/payments';

/** An amount as a till shows it, such as `¥19.99`. */
export function yuan(fen: number): string {
  return `¥${yuanFromFen(fen)}`;
}
