const counts = new WeakMap<object, number>();

/**
 * Counts one more user of a shared object, for example a transport or a journal.
 *
 * @param shared any object; users are counted by its identity
 * @returns a function that ends this use. It returns true for the last user, who must close the object. A second call does
 * nothing and returns false
 * @example
 * const transport = createNodeTransport();
 * const leave = joinUsers(transport);
 * if (leave()) transport.close();
 */
export function joinUsers(shared: object): () => boolean {
  counts.set(shared, (counts.get(shared) ?? 0) + 1);
  let left = false;
  return () => {
    if (left) return false;
    left = true;
    const others = (counts.get(shared) ?? 1) - 1;
    counts.set(shared, others);
    return others === 0;
  };
}
