const counts = new WeakMap<object, number>();

/**
 * Counts one more user of something that several may share, such as a transport or a journal.
 *
 * @returns ends this use; true for the last user, who closes what was shared. A second call changes nothing and returns false
 * @example
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
