import type { Clock } from '../../environment/clock.ts';
import type { Collection } from '../../store/collection.ts';

/** How long a configuration code can be used, in seconds. */
const settingTtl = 300;

/** Which terminal each device of the shops is bound to, and which configuration codes are in use. */
export class DeviceSettings {
  /** When a code was first used, by its `si`, in milliseconds. */
  readonly #firstUse: Collection<number>;
  /** Serial numbers, by device. */
  readonly #bound: Collection<string>;
  readonly #clock: Clock;

  constructor(firstUse: Collection<number>, bound: Collection<string>, clock: Clock) {
    this.#firstUse = firstUse;
    this.#bound = bound;
    this.#clock = clock;
  }

  /** Whether a code can still be used. The sandbox has no phone that makes codes: one that nobody knows yet was made just now. */
  isFresh(si: string): boolean {
    const now = this.#clock.milliseconds();
    const first = this.#firstUse.get(si);
    if (first === undefined) this.#firstUse.set(si, now);
    return now < (first ?? now) + settingTtl * 1000;
  }

  /** The serial number that a device is bound to; undefined when it is not bound. */
  serialNumberOf(outShopId: string, deviceId: string): string | undefined {
    return this.#bound.get(keyOf(outShopId, deviceId));
  }

  /** @returns false when the device belongs to another terminal */
  bind(outShopId: string, deviceId: string, sn: string): boolean {
    const device = keyOf(outShopId, deviceId);
    const bound = this.#bound.get(device);
    if (bound === undefined) this.#bound.set(device, sn);
    return (bound ?? sn) === sn;
  }

  reset(): void {
    this.#firstUse.clear();
    this.#bound.clear();
  }
}

function keyOf(outShopId: string, deviceId: string): string {
  return JSON.stringify([outShopId, deviceId]);
}
