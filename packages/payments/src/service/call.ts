import type { callWithRetries } from '@cloudpay/core';

/** How a question is put: once, or repeated as the policy allows. */
export type Call = typeof callWithRetries;

/** One exchange: for waits, which decide themselves what follows a failure. */
export const callOnce: Call = (client, endpoint, content, options) => client.call(endpoint, content, options);
