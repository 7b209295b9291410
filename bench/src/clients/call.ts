/** Makes one authenticated call that queries an order. */
export type Call = () => Promise<void>;
