import type { CallFault } from '../faults/fault.ts';
import { type RefusalContent, refusals } from '../refusals/refusal.ts';
import type { OrderStage } from './order-states.ts';

/** The scenario of a micro pay, chosen by the last four digits of the payment code. */
export type Scenario = AcceptedScenario | RefusedScenario;

interface AcceptedScenario {
  /** The stage at once. */
  readonly stage: OrderStage;
  /** The stage from the second query on. */
  readonly atSecondQuery?: OrderStage;
  /** A fault of the order's first request only. */
  readonly firstRequest?: CallFault;
  /** A fault of each request for the order. */
  readonly everyRequest?: CallFault;
}

/** No order is recorded. */
interface RefusedScenario {
  readonly refusal: RefusalContent;
}

/** A scenario, described for people. */
export interface ScenarioDescription {
  /** The last four digits of the payment code. */
  readonly digits: string;
  readonly zh: string;
  readonly en: string;
}

type Described = Scenario & Omit<ScenarioDescription, 'digits'>;

const usual = '0000';

const scenarios: Readonly<Record<string, Described>> = {
  [usual]: { stage: 'paid', zh: '立即付清', en: 'paid at once' },
  '0001': {
    stage: 'waiting',
    atSecondQuery: 'paid',
    zh: '等待输密码，第二次查询时付清',
    en: 'waits for the password; paid at the second query',
  },
  '0002': {
    stage: 'waiting',
    atSecondQuery: 'stopped',
    zh: '等待输密码，第二次查询时顾客放弃',
    en: 'waits; the customer gives up at the second query',
  },
  '0003': { stage: 'error', zh: '支付错误', en: 'payment error' },
  '0004': { refusal: refusals.balanceTooLow, zh: '余额不足，拒绝（104）', en: 'refused: balance too low (104)' },
  '0005': {
    stage: 'paid',
    firstRequest: { kind: 'status103' },
    zh: '已付清，第一次请求却应答 103',
    en: 'paid, but the first request is answered 103',
  },
  '0006': {
    stage: 'paid',
    firstRequest: { kind: 'status3' },
    zh: '第一次请求应答 3 且不留痕迹，重发付清',
    en: 'the first request is answered 3 and leaves no trace; a repeat pays',
  },
  '0007': {
    stage: 'paid',
    firstRequest: { kind: 'hold' },
    zh: '已付清，但第一次请求没有应答，20 秒后断开',
    en: 'paid, but the first request is never answered: its connection closes after 20 s',
  },
  '0008': {
    stage: 'paid',
    firstRequest: { kind: 'drop_before' },
    zh: '第一次请求断线且不留痕迹，重发付清',
    en: 'the first request is dropped and leaves no trace; a repeat pays',
  },
  '0009': {
    stage: 'paid',
    firstRequest: { kind: 'wrong_code' },
    zh: '已付清，第一次应答的认证码是错的',
    en: 'paid; the first response carries a wrong authentication code',
  },
  '0010': { stage: 'waiting', zh: '一直等待，直到顾客在手机上操作', en: 'waits until the customer acts on the phone' },
  '0011': { refusal: refusals.numberUsed, zh: '订单号已使用，拒绝（102）', en: 'refused: number already used (102)' },
  '0012': {
    stage: 'paid',
    firstRequest: { kind: 'no_code' },
    zh: '已付清，第一次应答不带认证码',
    en: 'paid; the first response carries no authentication code',
  },
  '0013': {
    stage: 'paid',
    everyRequest: { kind: 'delay', milliseconds: 3_000 },
    zh: '已付清，3 秒后才应答',
    en: 'paid, answered after 3 s',
  },
  '0014': {
    stage: 'unrecognised',
    atSecondQuery: 'paid',
    zh: '状态不认识（77），第二次查询时付清',
    en: 'an unknown state (77); paid at the second query',
  },
};

export function scenarioOf(authorCode: string): Scenario {
  const digits = authorCode.slice(-4);
  return scenarios[Object.hasOwn(scenarios, digits) ? digits : usual] as Scenario;
}

/** All scenarios, by their digits. */
export function describeScenarios(): ScenarioDescription[] {
  return Object.entries(scenarios).map(([digits, { zh, en }]) => ({ digits, zh, en }));
}
