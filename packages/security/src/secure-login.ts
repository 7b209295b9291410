import { resolve } from 'node:path';
import {
  BaseClient,
  type CallOptions,
  type ClientOptions,
  type ClientPorts,
  CloudPayClient,
  CloudPayError,
  type Configuration,
  ConfigurationError,
  type ConfigurationInput,
  createConfiguration,
  createNodeTransport,
  createServiceConfiguration,
} from '@cloudpay/core';
import type { ClientTryGetInitializersResponse } from '@cloudpay/proto';
import { type Cipher, importCiphers } from './cipher.ts';
import type { SecurityEvent } from './events.ts';
import { ConfigurationFile } from './file/configuration-file.ts';
import { readConfiguration } from './file/configuration-text.ts';
import { loginError } from './login-error.ts';
import type { IdentificationOutcome, LoggedIn, LoginOutcome, QrCode, ScanStart } from './outcome.ts';
import { checkParameters, type LoginParameters, namesShop } from './parameters.ts';
import { personOf, shopsOf } from './person.ts';
import { outcomeOfFailure } from './scan/failure.ts';
import { findShop } from './scan/find-shop.ts';
import { type Scan, startScan } from './scan/start.ts';
import { type WaitOptions, waitForScan } from './scan/wait.ts';
import { type LoginConfiguration, type Session, saveConfiguration } from './session.ts';
import type { Shop } from './shop.ts';

/** The default path of the encrypted configuration: in the working directory. */
export const defaultFile = 'cloudpay-configuration.jwe';

/** Options of {@link SecureLogin}. */
export interface SecureLoginOptions extends Pick<ConfigurationInput, 'baseUrls' | 'timeout'>, Omit<ClientOptions, 'onEvent'> {
  /** The path of the encrypted configuration. Default {@link defaultFile}. */
  readonly file?: string;
  /** Receives an event for each request and response, and for a file that could not be encrypted with the current key. */
  readonly onEvent?: (event: SecurityEvent) => void;
}

/**
 * 安全登入: for integrators who do not want to store a merchant's secrets in plain text. A member of staff scans a QR code, which proves who
 * starts the till. Then the service sends the key for the configuration, which is encrypted on disk. The key is never stored.
 *
 * @example
 * using login = new SecureLogin({ file: 'till.jwe' });
 * const start = await login.login({ mchId, subMchId, shopId }); // after the first start: login.login()
 * if (start.result === 'qr') showQrCode(start.url);
 * const outcome = await login.waitForLogin();
 * if (outcome.result === 'loggedIn') {
 *   const client = await login.initialize(outcome.configuration ?? (await askForConfiguration()));
 *   await using payments = new Payments(client, { journal });
 * }
 */
export class SecureLogin implements Disposable {
  readonly #file: ConfigurationFile;
  readonly #client: BaseClient;
  /** Of both clients: the one that logs in, and the merchant's. */
  readonly #ports: ClientPorts;
  readonly #onEvent: SecureLoginOptions['onEvent'];
  /** The shop that this process has logged in to. */
  #shop: Shop | undefined;
  #login: Scan | undefined;
  #identification: Scan | undefined;
  #session: Session | undefined;

  /** @throws ConfigurationError naming the field */
  constructor(options: SecureLoginOptions = {}) {
    const { file = defaultFile, baseUrls, timeout, onEvent, transport = createNodeTransport(), clock, random } = options;
    this.#file = new ConfigurationFile(resolve(file));
    this.#onEvent = onEvent;
    this.#ports = { transport, clock, random, onEvent };
    const service = { ...(baseUrls && { baseUrls }), ...(timeout !== undefined && { timeout }) };
    this.#client = new BaseClient(createServiceConfiguration(service), this.#ports);
  }

  /** The path of the encrypted configuration. */
  get file(): string {
    return this.#file.path;
  }

  /**
   * 登入: requests a QR code that a member of staff scans. C function `cloud_pay_security_login`, endpoints `query_identity_mapping` and
   * `client_initialize`.
   *
   * @param parameters which shop; may be left out once the file exists. If given in full, they must name the shop of the file
   * @param options `timeout` for the call with its retries, in milliseconds
   * @returns `parametersMissing` before anything is sent; `refused` when the service does not know the shop
   * @throws ArgumentError naming the field
   * @throws ConfigurationFileError when the file is damaged, foreign, too new, or of another shop; it is not changed
   * @throws CloudPayError `ABORTED`
   */
  async login(parameters: LoginParameters = {}, options: CallOptions = {}): Promise<ScanStart> {
    const savedShop = await this.#file.shop();
    const start = await this.#startScan(
      parameters,
      async () => savedShop,
      options,
      (shop) => savedShop && this.#file.checkShop(savedShop, shop),
    );
    if (!('token' in start)) return start;
    this.#session = undefined;
    this.#login = start;
    return qrCode(start);
  }

  /**
   * Waits until the code of {@link login} is scanned, refused or expired. Then it decrypts the configuration, if there is a file. C function
   * `cloud_pay_security_login_check`, endpoint `client_try_get_initializers`.
   *
   * @param options `onWaiting` for a countdown; `signal` and `timeout` (milliseconds) end the wait, but not the code: you may wait again
   * @throws ConfigurationFileError `FILE_KEY_WITHDRAWN`, `FILE_ALTERED`, …: the login succeeded, but the file cannot be opened. It is not
   * changed
   * @throws CloudPayError `ABORTED` or `TIMEOUT`; `NOT_LOGGED_IN` when no code is shown
   */
  async waitForLogin(options: WaitOptions = {}): Promise<LoginOutcome> {
    const scan = this.#login ?? notLoggedIn('login');
    const outcome = await waitForScan(this.#client, scan, options);
    if (outcome.result === 'unreachable') return outcome;
    if (this.#login === scan) this.#login = undefined;
    return outcome.result === 'granted' ? this.#unlock(outcome.response, scan.shop) : outcome;
  }

  /**
   * Creates the client for the other packages. C function `cloud_pay_security_init`.
   *
   * If you pass a configuration, it is first encrypted and written, and replaces an older one. Afterwards the keys of the login are dropped:
   * to save another configuration, log in again.
   *
   * @param configuration at the first start, or to replace the saved one; default: the one that the login decrypted. The three Cloud Pay
   * numbers and `cloudCashierId` may be left out: the login knows them. The default `staffId` is the person who logged in
   * @returns a client for `new Payments(client)` and `new Shops(client)`, which close it
   * @throws ConfigurationError naming the field; nothing was written
   * @throws ConfigurationFileError `FILE_UNAVAILABLE`; the old file is not changed, and you may repeat the call
   * @throws CloudPayError `NOT_LOGGED_IN`; `NO_CIPHER` when the service sent no key to encrypt with
   */
  async initialize(configuration?: LoginConfiguration): Promise<CloudPayClient> {
    const session = this.#session ?? notLoggedIn('waitForLogin');
    const checked =
      configuration === undefined
        ? session.configuration
        : await saveConfiguration(configuration, session, this.#file, this.#client.configuration);
    if (checked === undefined) throw new ConfigurationError('configuration', '未填写，首次登入须录入 (is missing)');
    this.#session = undefined;
    const staffId = checked.staffId ?? session.person.staffId;
    return new CloudPayClient(Object.freeze({ ...checked, ...(staffId !== undefined && { staffId }) }), this.#ports);
  }

  /**
   * 身份确认: requests a QR code to confirm a person's identity, for example before a large refund. It does not change the login. It does not
   * take the shop from the file: anyone who can write the file could name a shop whose staff they are. C function
   * `cloud_pay_security_identification`, endpoint `client_initialize`.
   *
   * @param parameters which shop; default: the shop that this process has logged in to
   * @param options as in {@link login}
   * @throws ArgumentError naming the field
   * @throws CloudPayError `NOT_LOGGED_IN` when there is neither a login nor a parameter; `ABORTED`
   */
  async identify(parameters: LoginParameters = {}, options: CallOptions = {}): Promise<ScanStart> {
    if (this.#shop === undefined && !namesShop(parameters)) notLoggedIn('waitForLogin');
    const start = await this.#startScan(parameters, async () => this.#shop, options);
    if (!('token' in start)) return start;
    this.#identification = start;
    return qrCode(start);
  }

  /**
   * Waits until the code of {@link identify} is scanned, refused or expired. C function `cloud_pay_security_identification_check`, endpoint
   * `client_try_get_initializers`.
   *
   * @param options as in {@link waitForLogin}
   * @throws CloudPayError `ABORTED` or `TIMEOUT`; `NOT_LOGGED_IN` when no code is shown
   */
  async waitForIdentification(options: WaitOptions = {}): Promise<IdentificationOutcome> {
    const scan = this.#identification ?? notLoggedIn('identify');
    const outcome = await waitForScan(this.#client, scan, options);
    if (outcome.result === 'unreachable') return outcome;
    if (this.#identification === scan) this.#identification = undefined;
    if (outcome.result !== 'granted') return outcome;
    return { result: 'identified', code: 0, ...personOf(outcome.response, scan.shop.outShopId) };
  }

  /** Drops all secrets, aborts running calls and closes the connections. Clients from {@link initialize} stay open. */
  close(): void {
    this.#login = undefined;
    this.#identification = undefined;
    this.#session = undefined;
    this.#client.close();
  }

  /** {@link close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * @param defaultShop returns the shop if the parameters do not name one
   * @param check checks the shop before a code is requested
   */
  async #startScan(
    parameters: LoginParameters,
    defaultShop: () => Promise<Shop | undefined>,
    { signal, timeout }: CallOptions,
    check: (shop: Shop) => void = () => undefined,
  ): Promise<Scan | Exclude<ScanStart, QrCode>> {
    const { clock } = this.#client;
    const end = timeout === undefined ? undefined : clock.monotonic() + timeout;
    const options = () => ({ signal, timeout: end && Math.max(1, end - clock.monotonic()) });
    const checked = checkParameters(parameters);
    try {
      let shop: Shop;
      if ('missing' in checked) {
        const known = await defaultShop();
        if (known === undefined) return { result: 'parametersMissing', code: 1, missing: checked.missing };
        shop = known;
      } else {
        shop = 'shop' in checked ? checked.shop : await findShop(this.#client, checked.mch, options());
      }
      check(shop);
      return await startScan(this.#client, shop, options());
    } catch (error) {
      return outcomeOfFailure(error);
    }
  }

  async #unlock(response: ClientTryGetInitializersResponse, shop: Shop): Promise<LoggedIn> {
    const { clientConfigurationCiphers, cloudCashierId, merchantName } = response.subMchInfo ?? {};
    const ciphers = importCiphers(clientConfigurationCiphers);
    const configuration = await this.#openFile(shop, ciphers);
    const person = personOf(response, shop.outShopId);
    // After a close in the meantime nothing may be stored.
    this.#client.closed.throwIfAborted();
    this.#shop = shop;
    this.#session = { shop, person, cloudCashierId, ciphers, configuration };
    return {
      result: 'loggedIn',
      code: configuration === undefined ? 1 : 0,
      ...shop,
      ...person,
      ...(cloudCashierId !== undefined && { cloudCashierId }),
      ...(merchantName !== undefined && { merchantName }),
      shops: shopsOf(response),
      ...(configuration !== undefined && { configuration }),
    };
  }

  async #openFile(shop: Shop, ciphers: readonly Cipher[]): Promise<Configuration | undefined> {
    const opened = await this.#file.open(shop, ciphers);
    if (opened === undefined) return undefined;
    const { baseUrls, timeout } = this.#client.configuration;
    const configuration = createConfiguration({ ...readConfiguration(opened.text), baseUrls, timeout });
    if (opened.isOutdated) await this.#reencrypt(opened.text, shop, ciphers);
    return configuration;
  }

  /**
   * Encrypts the file with the current key, because the service will withdraw the old one. A failure, for example a full disk,
   * does not stop the login.
   */
  async #reencrypt(text: string, shop: Shop, [current]: readonly Cipher[]): Promise<void> {
    try {
      await this.#file.write(text, shop, current as Cipher);
    } catch (error) {
      if (!(error instanceof CloudPayError)) throw error;
      this.#emit({ type: 'fileFailure', file: this.file, code: error.code, message: error.message });
    }
  }

  #emit(event: SecurityEvent): void {
    try {
      this.#onEvent?.(event);
    } catch {
      // An error in a listener must not break a login.
    }
  }
}

/** The part of a scan that the caller gets: everything except its token. */
function qrCode({ url, activator, ttl }: Scan): QrCode {
  return { result: 'qr', code: 0, url, activator, ttl };
}

/** @throws CloudPayError always */
function notLoggedIn(call: string): never {
  throw loginError('NOT_LOGGED_IN', `请先调用 ${call} (call ${call} first)`);
}
