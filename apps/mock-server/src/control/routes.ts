import { decode, FieldError, isJsonObject, type Message } from '@cloudpay/proto';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import type { Sandbox } from '../service/sandbox.ts';
import { readJson } from '../wire/json.ts';
import type { Control } from './control.ts';
import { ControlError } from './control-error.ts';
import { isLoopbackAddress, isLoopbackHost } from './loopback.ts';
import { CallbackTarget, CipherRotation, Fault, LoginScan } from './requests.ts';
import { toWireNames } from './wire-names.ts';

/** The control API: plain JSON, never authenticated, for this machine alone. */
export function controlRoutes(app: FastifyInstance, control: Control, { merchant }: Sandbox): void {
  app.addHook('onRequest', async ({ raw }) => {
    if (isLoopbackAddress(raw.socket.remoteAddress) && isLoopbackHost(raw.headers.host)) return;
    throw new ControlError(403, 'the control API is for this machine alone: call it by a loopback address');
  });
  app.setErrorHandler<FastifyError>(({ statusCode = 500, message }, { log }, reply) => {
    if (statusCode >= 500) log.error({ message }, 'control call failed');
    reply.code(statusCode).send({ error: message });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'no such control call' }));

  app.get('/merchant', async () => {
    const { privateKey, publicKey } = merchant;
    return toWireNames({ ...merchant, privateKey, publicKey });
  });
  app.get('/state', async () => toWireNames(control.state()));
  const actions: Record<string, (request: ActionRequest) => void> = {
    '/reset': () => control.reset(),
    '/orders/:outTradeNo/pay': ({ params }) => control.payOrder(params.outTradeNo),
    '/orders/:outTradeNo/decline': ({ params }) => control.declineOrder(params.outTradeNo),
    '/logins/:activator/scan': (request) => control.scanLogin(request.params.activator, read(LoginScan, request)),
    '/ciphers/rotate': (request) => control.rotateCiphers(read(CipherRotation, request)),
    '/faults': (request) => control.injectFault(read(Fault, request)),
    '/callbacks': (request) => control.sendCallbacksTo(read(CallbackTarget, request).url),
    '/clock': (request) => control.advanceClock(bodyOf(request).advance_seconds as number),
  };
  for (const [path, act] of Object.entries(actions)) {
    app.post<ActionRoute>(path, async (request) => {
      act(request);
      return { ok: true };
    });
  }
}

interface ActionRoute {
  Params: { outTradeNo: string; activator: string };
}

type ActionRequest = FastifyRequest<ActionRoute>;

/** @throws ControlError 400 naming the field that cannot be read */
function read<T extends object>(type: Message<T>, request: ActionRequest): T {
  try {
    return decode(type, bodyOf(request));
  } catch (error) {
    throw error instanceof FieldError ? new ControlError(400, `${error.wirePath}: expected ${error.expected}`) : error;
  }
}

function bodyOf({ body }: ActionRequest): Record<string, unknown> {
  const json = body instanceof Uint8Array ? readJson(Buffer.from(body).toString('utf8')) : {};
  if (!isJsonObject(json)) throw new ControlError(400, 'expected a JSON object');
  return json;
}
