import type { Clock } from '../../environment/clock.ts';
import type { Collection } from '../../store/collection.ts';

/** How long a configuration code can be used, in seconds. */
const settingTtl = 300;

/** The terminals that the devices of the shops are bound to, and the configuration codes in use. */
export class DeviceSettings {
  /** When each `si` was first used, in milliseconds. */
  readonly #firstUse: Collection<number>;
  /** Serial numbers, by device. */
  readonly #bound: Collection<string>;
  readonly #clock: Clock;

  constructor(firstUse: Collection<number>, bound: Collection<string>, clock: Clock) {
    this.#firstUse = firstUse;
    this.#bound = bound;
    this.#clock = clock;
  }

  /** Whether a code is still valid. The sandbox makes no codes: an unknown one counts as just made. */
  isFresh(si: string): boolean {
    const now = this.#clock.milliseconds();
    const first = this.#firstUse.get(si);
    if (first === undefined) this.#firstUse.set(si, now);
    return now < (first ?? now) + settingTtl * 1000;
  }

  /** The serial number that a device is bound to. Undefined if it is not bound. */
  serialNumberOf(outShopId: string, deviceId: string): string | undefined {
    return this.#bound.get(keyOf(outShopId, deviceId));
  }

  /** @returns false if the device is bound to another terminal */
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
