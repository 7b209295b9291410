import { between, chance, pick, type Random } from './random.ts';

/** What a world's processes, network and service have to bear. Each world has some of it. */
export interface Hardships {
  /** How often, in a hundred messages, something goes wrong. */
  readonly trouble: number;
  /** How often a host changes its weather for the worse, in a hundred. */
  readonly badHosts: number;
  readonly hostCount: number;
  /** By how much the replicas behind the hosts are late, in milliseconds: at most 10 s. */
  readonly lags: readonly number[];
  /** By how much the clocks of the hosts are off, in milliseconds. */
  readonly hostClocks: readonly number[];
  /** Whether a ping may say anything. */
  readonly pingLies: boolean;
  /** How the service sends the customer's payment code back. */
  readonly codes: 'whole' | 'masked' | 'absent';
  /** It rewrites what decides nothing. */
  readonly isCareless: boolean;
  /** Whether somebody breaks TLS, and replays what he has captured. */
  readonly hasThief: boolean;
  /** How many of the responses he changes, in a hundred. */
  readonly theft: number;
  /** Whether hosts refuse without a code: none, one, or all. */
  readonly refusing: 'none' | 'one' | 'all';
  readonly journal: 'sound' | 'slow' | 'failing';
  /** The wall clocks of the machines are wrong, and are set. */
  readonly wrongClocks: boolean;
  readonly crashes: boolean;
  readonly pauses: boolean;
  /** How often, in a hundred, somebody else has used the number of an order or refund before. */
  readonly strangers: number;
  readonly callbacks: boolean;
  /** How a number is answered that was used before. */
  readonly reused: 407 | 102;
  /** A refund number that was used before is refused, or answered with the refund that has it. */
  readonly refusesReusedRefunds: boolean;
  /** How often the service refuses to cancel for now, in a hundred. */
  readonly refusesCancellation: number;
  /** Where it knows no refund of a number, the service answers with the others of the order. */
  readonly listsAllRefunds: boolean;
}

export function drawHardships(random: Random): Hardships {
  const isLate = chance(random, 40);
  const clocksDiffer = chance(random, 40);
  const hosts = [0, 1, 2, 3];
  return {
    trouble: pick(random, [0, 10, 30, 60]),
    badHosts: pick(random, [0, 0, 20, 50]),
    hostCount: pick(random, [1, 2, 4, 4]),
    lags: hosts.map(() => (isLate && chance(random, 50) ? between(random, 1_000, 9_900) : 0)),
    hostClocks: hosts.map(() => (clocksDiffer ? between(random, -40_000, 40_000) : 0)),
    pingLies: chance(random, 15),
    codes: pick(random, ['whole', 'masked', 'absent'] as const),
    isCareless: chance(random, 40),
    hasThief: chance(random, 50),
    theft: pick(random, [15, 15, 50]),
    refusing: pick(random, ['none', 'none', 'none', 'one', 'all'] as const),
    journal: pick(random, ['sound', 'sound', 'sound', 'slow', 'failing'] as const),
    wrongClocks: chance(random, 20),
    crashes: chance(random, 50),
    pauses: chance(random, 35),
    strangers: pick(random, [0, 0, 10, 30]),
    callbacks: chance(random, 50),
    reused: pick(random, [407, 407, 102]),
    refusesReusedRefunds: chance(random, 30),
    refusesCancellation: pick(random, [0, 0, 30]),
    listsAllRefunds: chance(random, 30),
  };
}
