import { nodeCrypto } from '@cloudpay/core';
import type { Lease } from './record.ts';

/** How much longer than its holder's next pause a lease lasts, in milliseconds. */
const margin = 10_000;

/** No lease is longer than this, in milliseconds: one that seems so was written before the clock was set back. */
const longestLease = 120_000;

/** A name for this holder of leases: machine, process, and a part that no other has. */
export function newOwner(): string {
  return `${hostname()}/${process.pid}/${nodeCrypto().randomUUID()}`;
}

/**
 * A lease that outlasts the holder's next pause.
 *
 * @param pause milliseconds until the holder acts again
 */
export function leaseFor(owner: string, now: number, pause: number): Lease {
  return { owner, until: now + pause + margin };
}

/** Whether a lease would run out during the holder's next pause. */
export function needsRenewal(lease: Lease | undefined, now: number, pause: number): boolean {
  return lease === undefined || lease.until < now + pause + margin / 2;
}

/** Whether another holder's lease keeps this one away. */
export function isHeldByOther(lease: Lease | undefined, owner: string, now: number): boolean {
  if (lease === undefined || lease.owner === owner) return false;
  const rest = lease.until - now;
  return rest > 0 && rest <= longestLease && !isDead(lease.owner);
}

/** Whether the holder was a process of this machine that exists no more: nobody need wait for its lease to run out. */
function isDead(owner: string): boolean {
  const [machine, pid] = owner.split('/');
  if (machine !== hostname() || Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function hostname(): string {
  return process.getBuiltinModule('node:os').hostname();
}
