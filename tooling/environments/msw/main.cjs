const { HttpResponse, http } = require('msw');
const { setupServer } = require('msw/node');

setupServer(http.get('http://elsewhere.test/', () => HttpResponse.json({}))).listen({ onUnhandledRequest: 'bypass' });
require('./strict-front.cjs').payBehindIt();
