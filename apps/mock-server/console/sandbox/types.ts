// The types of the control API's responses. They come from its own code, so the page cannot differ from it.
import type { SandboxState } from '../../src/control/state.ts';
import type { HostState } from '../../src/hosts/host.ts';
import type { WireNamed } from '../../src/json/wire-names.ts';
import type { ScenarioDescription } from '../../src/service/orders/scenarios.ts';

export type { HostFaultKind } from '../../src/hosts/health.ts';
export type { ExchangeJson } from '../../src/record/exchange-json.ts';
export type { FaultKind } from '../../src/service/faults/fault.ts';
export type { Manner } from '../../src/service/manners/manners.ts';
export type { OrderStage } from '../../src/service/orders/order-states.ts';

export type State = WireNamed<SandboxState>;
export type Order = State['orders'][number];
export type Login = State['logins'][number];
export type Shop = State['shops'][number];
export type PendingFault = State['faults'][number];
export type HostJson = WireNamed<HostState>;
export type Scenario = WireNamed<ScenarioDescription>;
