import { decode, FieldError, isJsonObject, type Message } from '@cloudpay/proto';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { readJson } from '../json/json.ts';
import { toWireNames } from '../json/wire-names.ts';
import { ExchangeChoice } from '../record/exchange-choice.ts';
import { exchangeJson } from '../record/exchange-json.ts';
import type { Merchant } from '../service/merchant/merchant.ts';
import { checkCaller } from './caller.ts';
import type { Control } from './control.ts';
import { ControlError } from './control-error.ts';
import { CallbackTarget, CipherRotation, Fault, HostFault, LoginScan, MannerChoice, StateChoice } from './requests.ts';

/** The control API: plain JSON without authentication, for callers on this machine only. */
export function controlRoutes(app: FastifyInstance, control: Control): void {
  app.addHook('onRequest', async ({ raw }) => checkCaller(raw));
  app.setErrorHandler<FastifyError>(({ statusCode = 500, message }, { log }, reply) => {
    if (statusCode >= 500) log.error({ message }, 'control call failed');
    reply.code(statusCode).send({ error: message });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'no such control call' }));

  for (const { method, path, call } of Object.values(controlCalls)) {
    app.route<ControlRoute>({ method, url: path, handler: async (request) => call(control, request) });
  }
}

interface ControlRoute {
  Params: { outTradeNo: string; activator: string; index: string; id: string };
}

type ControlRequest = FastifyRequest<ControlRoute>;

type Work = (control: Control, request: ControlRequest) => unknown;

interface ControlCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** @returns the JSON of the response */
  readonly call: Work;
}

/** A route that returns what `work` returns. */
const get = (path: string, work: Work): ControlCall => {
  return { method: 'GET', path, call: (control, request) => toWireNames(work(control, request)) };
};
/** A route that runs `work` and returns `{"ok":true}`. */
const post = (path: string, work: Work): ControlCall => ({
  method: 'POST',
  path,
  async call(control, request) {
    await work(control, request);
    return { ok: true };
  },
});

/** The routes of {@link Control}. The type requires one for each function. */
export const controlCalls: Readonly<Record<keyof Control, ControlCall>> = {
  merchant: get('/merchant', ({ merchant }) => withSigningKeys(merchant)),
  merchants: get('/merchants', ({ merchants }) => ({ merchants: merchants.map(withSigningKeys) })),
  state: get('/state', (control, { query }) => control.state(read(StateChoice, withNumbers(query)))),
  endpoints: get('/endpoints', ({ endpoints }) => ({ endpoints })),
  scenarios: get('/scenarios', ({ scenarios }) => ({ scenarios })),
  exchanges: {
    method: 'GET',
    path: '/exchanges',
    call: (control, { query }) => {
      return { exchanges: control.exchanges(read(ExchangeChoice, withNumbers(query))).map(exchangeJson) };
    },
  },
  exchangeAsTest: get('/exchanges/:id/test', (control, { params }) => ({ test: control.exchangeAsTest(Number(params.id)) })),
  hosts: get('/hosts', (control) => ({ hosts: control.hosts() })),
  reset: post('/reset', (control) => control.reset()),
  payOrder: post('/orders/:outTradeNo/pay', (control, { params }) => control.payOrder(params.outTradeNo)),
  declineOrder: post('/orders/:outTradeNo/decline', (control, { params }) => control.declineOrder(params.outTradeNo)),
  scanLogin: post('/logins/:activator/scan', (control, request) => {
    control.scanLogin(request.params.activator, read(LoginScan, bodyOf(request)));
  }),
  rotateCiphers: post('/ciphers/rotate', (control, request) => control.rotateCiphers(read(CipherRotation, bodyOf(request)))),
  advanceClock: post('/clock', (control, request) => control.advanceClock(bodyOf(request).advance_seconds as number)),
  injectFault: post('/faults', (control, request) => control.injectFault(read(Fault, bodyOf(request)))),
  setManner: post('/manner', (control, request) => control.setManner(read(MannerChoice, bodyOf(request)))),
  failHost: post('/hosts/:index', (control, request) =>
    control.failHost(Number(request.params.index), read(HostFault, bodyOf(request))),
  ),
  sendCallbacksTo: post('/callbacks', (control, request) => control.sendCallbacksTo(read(CallbackTarget, bodyOf(request)))),
};

/** A merchant as the control API returns it, with its keys. */
function withSigningKeys(merchant: Merchant): object {
  const { privateKey, publicKey } = merchant;
  return { ...merchant, privateKey, publicKey };
}

/** Converts the numbers of a query, where every value is text. */
function withNumbers(query: unknown): unknown {
  const entries = Object.entries(query as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name, name === 'last' ? Number(value) : value]));
}

/** @throws ControlError 400 naming the wrong field */
function read<T extends object>(type: Message<T>, json: unknown): T {
  try {
    return decode(type, json);
  } catch (error) {
    throw error instanceof FieldError ? new ControlError(400, `${error.wirePath}: expected ${error.expected}`) : error;
  }
}

function bodyOf({ body }: ControlRequest): Record<string, unknown> {
  const json = body instanceof Uint8Array ? readJson(Buffer.from(body).toString('utf8')) : {};
  if (!isJsonObject(json)) throw new ControlError(400, 'expected a JSON object');
  return json;
}
