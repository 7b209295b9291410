/**
 * How long the identical request may be sent again, in milliseconds since the first one left. A payment code is valid for about
 * a minute; after that no customer at the till expects to be charged.
 */
export const retryWindow = 45_000;

/**
 * How long a request can still be under way after its exchange ended, in milliseconds: a network or a queue may deliver it
 * late. Only after this time does "no such order" prove that nothing happened.
 */
export const longestUnderWay = 60_000;
