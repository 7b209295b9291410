import { CloudPayError } from '@cloudpay/payments';

/** An error that comes with advice. People read it below the message, a line each. */
export class AdvisedError extends CloudPayError {
  readonly reason: string;
  readonly advice: readonly string[];

  constructor(reason: string, advice: readonly string[], details: ConstructorParameters<typeof CloudPayError>[1]) {
    super([reason, ...advice].join(' · '), details);
    this.reason = reason;
    this.advice = advice;
  }
}
