import type { callWithRetries } from '@cloudpay/core';

/** How a query is sent: once, or with the retries that the policy allows. */
export type Call = typeof callWithRetries;

/** One exchange. Waits use it, because they decide themselves what follows a failure. */
export const callOnce: Call = (client, endpoint, content, options) => client.call(endpoint, content, options);
