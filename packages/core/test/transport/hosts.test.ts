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

test('there is no list without a host', () => {
  expect(() => new Hosts([], clock)).toThrow(RangeError);
});

describe('the host in use', () => {
  test('is the first at first', () => {
    expect(hosts.current()).toBe(a);
  });

  test('stays while it is good, whatever the time', () => {
    for (let call = 0; call < 10; call++) {
      hosts.succeeded(a);
      clock.advance(1_000_000);
      expect(hosts.current()).toBe(a);
    }
  });

  test('is left at once when it fails, for the next', () => {
    hosts.failed(a);
    expect(hosts.current()).toBe(b);
    hosts.failed(b);
    expect(hosts.current()).toBe(c);
  });

  test('stays the one that was turned to, while that is good', () => {
    hosts.failed(a);
    hosts.succeeded(b);
    clock.advance(1_000_000);
    expect(hosts.current()).toBe(b);
  });

  test('does not change when a call that began on another host fails late', () => {
    hosts.failed(a);
    hosts.failed(a);
    hosts.failed(a);
    expect(hosts.current()).toBe(b);
  });

  test('is, of hosts that all fail, the one whose time is up first', () => {
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

  test('is, of hosts that failed, one whose time is up', () => {
    hosts.failed(a);
    hosts.failed(b);
    clock.advance(14_999);
    hosts.failed(c);
    // At 14.999 s nobody's time is up; a was first to fail.
    expect(hosts.current()).toBe(a);
    clock.advance(1);
    hosts.failed(a);
    expect(hosts.current()).toBe(b);
  });

  test('is the only one, however it fails', () => {
    const only = new Hosts([a], clock);
    for (let call = 0; call < 5; call++) only.failed(a);
    expect(only.current()).toBe(a);
  });

  test('is never affected by the time of day', () => {
    hosts.failed(a);
    hosts.failed(b);
    clock.set(0);
    hosts.failed(c);
    expect(hosts.current()).toBe(a);
  });

  test('is always one of the list, whatever happens, and another one after a failure', () => {
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

describe('coming back', () => {
  test('nothing is worth a probe while the preferred host is in use', () => {
    clock.advance(1_000_000);
    expect(hosts.hostToProbe(pingTimeout)).toBeUndefined();
    expect(hosts.hostToProbe(pingTimeout)).toBeUndefined();
  });

  test('a preferred host is worth a probe when its time is up, and not before', () => {
    hosts.failed(a);
    clock.advance(14_999);
    expect(hosts.hostToProbe(pingTimeout)).toBeUndefined();
    clock.advance(1);
    expect(hosts.hostToProbe(pingTimeout)).toBe(a);
  });

  test('one probe at a time', () => {
    hosts.failed(a);
    clock.advance(15_000);
    expect(hosts.hostToProbe(pingTimeout)).toBe(a);
    clock.advance(pingTimeout);
    expect(hosts.hostToProbe(pingTimeout)).toBeUndefined();
  });

  test('a host that is less preferred is worth none', () => {
    hosts.failed(a);
    hosts.failed(b);
    hosts.failed(c);
    // Back to a, whose time is up first; b and c come after it.
    expect(hosts.current()).toBe(a);
    clock.advance(1_000_000);
    expect(hosts.hostToProbe(pingTimeout)).toBeUndefined();
  });

  test('a preferred host that answers a ping is used again', () => {
    hosts.failed(a);
    hosts.answeredPing(a);
    expect(hosts.current()).toBe(a);
  });

  test('a host that is less preferred is not turned to because it answers', () => {
    hosts.answeredPing(c);
    expect(hosts.current()).toBe(a);
  });

  test('a host that answers pings and fails calls is avoided for longer each time', () => {
    const avoidances = Array.from({ length: 7 }, () => {
      hosts.failed(a);
      let waited = 0;
      for (; hosts.hostToProbe(0) === undefined; waited += 5_000) clock.advance(5_000);
      hosts.answeredPing(a);
      return waited;
    });
    expect(avoidances).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
  });

  test('a call that succeeds makes its failures forgotten', () => {
    for (let call = 0; call < 5; call++) hosts.failed(a);
    hosts.answeredPing(a);
    hosts.succeeded(a);
    hosts.failed(a);
    clock.advance(15_000);
    expect(hosts.hostToProbe(pingTimeout)).toBe(a);
  });
});
