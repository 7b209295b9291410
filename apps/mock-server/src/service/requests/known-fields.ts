/** Removes the unknown fields of a message: the service stores only fields that it understands. */
export function known<T extends object>(message: T): T {
  return Object.fromEntries(Object.entries(message)) as T;
}
