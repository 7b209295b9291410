// Declarations that the code in the documents uses without an import: values of the reader's program, and functions that
// the reader writes. There is no function of a library among them, so a block without a needed import fails.
import type { CloudPayClient } from '@cloudpay/core';
import type {
  Callback,
  JournalStore,
  OrderOutcome,
  OrderSdk,
  Payment,
  Payments,
  PaymentsContext,
  Refund,
  RefundOrderSdk,
} from '@cloudpay/payments';
import type { LoginConfiguration, LoginParameter, LoginParameters, SecureLogin } from '@cloudpay/security';
import type { ShopInfo, Shops } from '@cloudpay/shops';
import type { Express } from 'express';
import type { FastifyInstance } from 'fastify';
import type { Hono } from 'hono';
import type { Middleware } from 'koa';

declare global {
  const payments: Payments;
  const client: CloudPayClient;
  const context: PaymentsContext;
  const payment: Payment;
  const refund: Refund;
  const outcome: OrderOutcome;
  const journal: JournalStore;
  const shops: Shops;
  const wanted: readonly ShopInfo[];
  const login: SecureLogin;
  const error: unknown;

  const outMchId: string;
  const outSubMchId: string;
  const outShopId: string;
  const authenKey: string;
  const mchId: string;
  const subMchId: string;
  const shopId: string;
  const outTradeNo: string;
  const outRefundNo: string;
  const authorCode: string;
  const totalFee: number;
  const body: string;
  const line: string;
  const startTime: Date;
  const endTime: Date;
  const text: string;
  const file: string;
  const url: string;
  const rawBody: Uint8Array;
  const configuration: { outMchId: string; outSubMchId: string; outShopId: string; authenKey: string };

  const app: Express;
  const fastify: FastifyInstance;
  const router: { post(path: string, middleware: Middleware): void };
  const hono: Hono;

  function show(...text: string[]): void;
  function showQrCode(text: string | undefined): void;
  function showCountdown(seconds: number): void;
  function showAnotherCode(): void;
  function startAgain(): void;
  function showReason(error: unknown): void;
  function askToCancelAgain(): void;
  function printReceipt(): void;
  function payByHand(): void;
  function refundAgain(): void;
  function queryLater(): void;
  function handOverGoods(): void;
  function askForAnotherCode(): void;
  function lookUpBeforeChargingAgain(which: string | number | undefined): void;
  function fulfil(callback: Callback): void;
  function markAsPaid(order: OrderSdk): Promise<void>;
  function noteRefund(refund: RefundOrderSdk, result: string): Promise<void>;
  function ask(missing: readonly LoginParameter[]): Promise<LoginParameters>;
  function makeTill(...configuration: unknown[]): { pay(sale: object): Promise<{ outcome: string }> };
  function askForConfiguration(): Promise<LoginConfiguration>;
  function askSomeone(deleted: readonly ShopInfo[]): Promise<boolean>;
}
