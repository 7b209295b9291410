export type State = 'initial' | 'paying' | 'paid' | 'stopped' | 'error' | 'void' | 'reversed' | 'closed';

export interface SimulatedRefund {
  readonly outRefundNo: string;
  readonly outTradeNo: string;
  /** What was sent, word for word, but for the nonce. */
  readonly content: string;
  readonly fee: number;
  readonly isStrangers: boolean;
  state: 'processing' | 'succeeded' | 'failed';
  queries: number;
}

/** What a replica knows of an order. */
export interface View {
  readonly at: number;
  readonly state: State;
  readonly refunds: readonly Pick<SimulatedRefund, 'outRefundNo' | 'fee' | 'state'>[];
}

/** What an order is made of. */
export interface OrderFacts {
  readonly outTradeNo: string;
  /** What was sent, word for word, but for the nonce: the identical request has the same. */
  readonly content: string;
  readonly totalFee: number;
  readonly platform: number;
  readonly tradeType: number;
  readonly deviceId: string;
  readonly machineNo: string;
  readonly body: string;
  readonly authorCode: string | undefined;
  readonly codeUrl: string | undefined;
  readonly isStrangers: boolean;
  /** Milliseconds since the world began. */
  readonly createdAt: number;
}

/** One order in the service's books. Each change is remembered, since replicas learn of it late. */
export class SimulatedOrder {
  readonly facts: OrderFacts;
  /** How often the customer's account was debited. */
  charges = 0;
  readonly refunds = new Map<string, SimulatedRefund>();
  readonly history: View[] = [];

  constructor(facts: OrderFacts, state: State) {
    this.facts = facts;
    this.change(facts.createdAt, state);
  }

  get state(): State {
    return (this.history.at(-1) as View).state;
  }

  /** Remembers the order, or a refund of it, as it is from now on. */
  change(at: number, state: State = this.state): void {
    const refunds = [...this.refunds.values()].map(({ outRefundNo, fee, state }) => ({ outRefundNo, fee, state }));
    this.history.push({ at, state, refunds });
  }

  /** @returns undefined before the order was made */
  viewAt(at: number): View | undefined {
    return this.history.findLast((view) => view.at <= at);
  }

  refundedFee(): number {
    return [...this.refunds.values()].reduce((sum, { fee, state }) => sum + (state === 'succeeded' ? fee : 0), 0);
  }
}
