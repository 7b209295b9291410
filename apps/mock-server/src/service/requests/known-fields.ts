/** A message without the symbol under which the codec keeps unknown fields: what the service keeps, it understands. */
export function known<T extends object>(message: T): T {
  return Object.fromEntries(Object.entries(message)) as T;
}
