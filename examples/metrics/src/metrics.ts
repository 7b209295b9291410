// Metrics of everything that this process does with Cloud Pay, as Prometheus reads them.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instrumentCloudPay } from '@cloudpay/opentelemetry';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';

export interface Metrics extends AsyncDisposable {
  /** Where Prometheus reads them. */
  readonly url: string;
}

/**
 * Serves the metrics until it is disposed of. Start it before the first payment.
 *
 * @param port 0 for a free one
 * @param host the address to listen on; Prometheus on another machine needs one of the shop's network
 */
export async function startMetrics(port: number, host = '127.0.0.1'): Promise<Metrics> {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const meterProvider = new MeterProvider({ readers: [exporter] });
  const instrumentation = instrumentCloudPay({ meterProvider });
  const server = createServer((request, response) => exporter.getMetricsRequestHandler(request, response));
  server.listen(port, host);
  await once(server, 'listening');
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/metrics`,
    async [Symbol.asyncDispose]() {
      instrumentation[Symbol.dispose]();
      server.closeAllConnections();
      server.close();
      await meterProvider.shutdown();
    },
  };
}
