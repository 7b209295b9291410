// A front that ends TLS before the sandbox, as a gateway does, with a certificate of its own.
import { writeFileSync } from 'node:fs';
import { request as forward } from 'node:http';
import { createServer } from 'node:https';
import { resolve } from 'node:path';
import { generate } from 'selfsigned';

/** @returns its port and the file of the certificate to trust */
export async function openFront(hostname) {
  const { cert, private: key } = await generate([{ name: 'commonName', value: hostname }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: hostname }] }],
  });
  const trusted = resolve('trusted.pem');
  writeFileSync(trusted, cert);
  const server = createServer({ cert, key }, (request, response) => {
    const { method, headers } = request;
    const onward = forward(`${process.env.CLOUDPAY_BASE_URLS}${request.url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: server.address().port,
    trusted,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
