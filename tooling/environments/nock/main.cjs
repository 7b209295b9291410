const { default: nock } = require('nock');

nock('http://elsewhere.test').get('/').reply(200);
nock.enableNetConnect();
require('./strict-front.cjs').payBehindIt();
