import type { PaymentsEvent } from '@cloudpay/payments';
import { padTo } from '../terminal/width.ts';

/** What an event of the client says about the wire; undefined where a later event will say more. */
export function wireLine(event: PaymentsEvent): string | undefined {
  switch (event.type) {
    case 'response': {
      const code = event.authenticated ? '认证码正确 authentic' : '无认证码 no code';
      return line(event, `status ${event.status}，${code}`);
    }
    case 'failure':
      return line(event, failures[event.code] ?? event.code);
    default:
      return undefined;
  }
}

const failures: Readonly<Record<string, string>> = {
  TIMEOUT: '没有应答 no response',
  UNVERIFIED_RESPONSE: '认证码不符 wrong code',
};

function line({ endpoint, durationMs }: { endpoint: string; durationMs: number }, came: string): string {
  return `⇄ ${padTo(12, endpoint)}${padTo(34, came)}${Math.round(durationMs)} ms`;
}
