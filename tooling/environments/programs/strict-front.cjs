// A front that refuses what is not declared as JSON, as many gateways do. Tools that trace calls may lose headers on the way.
const http = require('node:http');
const { day } = require('./day.cjs');

/** Takes the day through such a front. */
exports.payBehindIt = async () => {
  const sandbox = process.env.CLOUDPAY_BASE_URLS;
  const front = http.createServer((request, response) => {
    if (!/^application\/json/.test(request.headers['content-type'] ?? '')) {
      response.writeHead(415).end('<h1>415 Unsupported Media Type</h1>');
      return;
    }
    const { method, headers } = request;
    const onward = http.request(`${sandbox}${request.url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise((resolve) => front.listen(0, '127.0.0.1', resolve));
  process.env.CLOUDPAY_BASE_URLS = `http://127.0.0.1:${front.address().port}`;
  await day(require('@cloudpay/payments'));
  front.closeAllConnections();
  front.close();
};
