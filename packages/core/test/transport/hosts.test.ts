import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Hosts } from '../../src/transport/hosts.ts';
import { SimulatedClock } from '../helpers/simulated-clock.ts';

const [a, b, c] = ['https://a.cn', 'https://b.cn', 'https://c.cn'] as const;
const pingTimeout = 2_000;
let clock: SimulatedClock;
let hosts: Hosts;

beforeEach(() => {
  clock = new SimulatedClock();
  hosts = new Hosts([a, b, c], clock);
});

test('an empty list is refused', () => {
  expect(() => new Hosts([], clock)).toThrow(RangeError);
});

describe('the current host', () => {
  test('is the first at the start', () => {
    expect(hosts.current()).toBe(a);
  });

  test('stays while it works, however long', () => {
    for (let call = 0; call < 10; call++) {
      hosts.succeeded(a);
      clock.advance(1_000_000);
      expect(hosts.current()).toBe(a);
    }
  });

  test('changes at once to the next when it fails', () => {
    hosts.failed(a);
    expect(hosts.current()).toBe(b);
    hosts.failed(b);
    expect(hosts.current()).toBe(c);
  });

  test('stays on the next host while that works', () => {
    hosts.failed(a);
    hosts.succeeded(b);
    clock.advance(1_000_000);
    expect(hosts.current()).toBe(b);
  });

  test('does not change when an earlier call on another host fails late', () => {
    hosts.failed(a);
    hosts.failed(a);
    hosts.failed(a);
    expect(hosts.current()).toBe(b);
  });

  test('if all fail, is the one whose avoidance ends first', () => {
    // a is avoided until 30 s (its second failure), b until 20 s, c until 22 s.
    hosts.failed(a);
    hosts.failed(a);
    clock.advance(5_000);
    hosts.failed(b);
    clock.advance(2_000);
    expect(hosts.current()).toBe(c);
    hosts.failed(c);
    expect(hosts.current()).toBe(b);
  });

  test('is a failed host again when its avoidance has ended', () => {
    hosts.failed(a);
    hosts.failed(b);
    clock.advance(14_999);
    hosts.failed(c);
    // At 14.999 s all are still avoided; a failed first.
    expect(hosts.current()).toBe(a);
    clock.advance(1);
    hosts.failed(a);
    expect(hosts.current()).toBe(b);
  });

  test('is the only one, however often it fails', () => {
    const only = new Hosts([a], clock);
    for (let call = 0; call < 5; call++) only.failed(a);
    expect(only.current()).toBe(a);
  });

  test('does not depend on the time of day', () => {
    hosts.failed(a);
    hosts.failed(b);
    clock.set(0);
    hosts.failed(c);
    expect(hosts.current()).toBe(a);
  });

  test('is always in the list, and changes after a failure', () => {
    const event = fc.record({ at: fc.constantFrom(a, b, c), fails: fc.boolean(), later: fc.nat(400_000) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const simulated = new SimulatedClock();
        const list = new Hosts([a, b, c], simulated);
        for (const { at, fails, later } of events) {
          const before = list.current();
          if (fails) list.failed(at);
          else list.succeeded(at);
          expect([a, b, c]).toContain(list.current());
          if (!fails || at !== before) expect(list.current()).toBe(before);
          simulated.advance(later);
        }
      }),
    );
  });
});

describe('returning to a preferred host', () => {
  test('needs no ping while the preferred host is in use', () => {
    clock.advance(1_000_000);
    expect(hosts.hostToProbe(pingTimeout)).toBeUndefined();
    expect(hosts.hostToProbe(pingTimeout)).toBeUndefined();
  });

  test('pings a preferred host when its avoidance has ended, and not before', () => {
    hosts.failed(a);
    clock.advance(14_999);
    expect(hosts.hostToProbe(pingTimeout)).toBeUndefined();
    clock.advance(1);
    expect(hosts.hostToProbe(pingTimeout)).toBe(a);
  });

  test('pings once at a time', () => {
    hosts.failed(a);
    clock.advance(15_000);
    expect(hosts.hostToProbe(pingTimeout)).toBe(a);
    clock.advance(pingTimeout);
    expect(hosts.hostToProbe(pingTimeout)).toBeUndefined();
  });

  test('does not ping a less preferred host', () => {
    hosts.failed(a);
    hosts.failed(b);
    hosts.failed(c);
    // Back to a, whose avoidance ends first; b and c come after it.
    expect(hosts.current()).toBe(a);
    clock.advance(1_000_000);
    expect(hosts.hostToProbe(pingTimeout)).toBeUndefined();
  });

  test('uses a preferred host again when it answers a ping', () => {
    hosts.failed(a);
    hosts.answeredPing(a);
    expect(hosts.current()).toBe(a);
  });

  test('does not use a less preferred host because of a ping', () => {
    hosts.answeredPing(c);
    expect(hosts.current()).toBe(a);
  });

  test('avoids a host longer each time if it answers pings but fails calls', () => {
    const avoidances = Array.from({ length: 7 }, () => {
      hosts.failed(a);
      let waited = 0;
      for (; hosts.hostToProbe(0) === undefined; waited += 5_000) clock.advance(5_000);
      hosts.answeredPing(a);
      return waited;
    });
    expect(avoidances).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
  });

  test('resets its failures after a successful call', () => {
    for (let call = 0; call < 5; call++) hosts.failed(a);
    hosts.answeredPing(a);
    hosts.succeeded(a);
    hosts.failed(a);
    clock.advance(15_000);
    expect(hosts.hostToProbe(pingTimeout)).toBe(a);
  });
});
