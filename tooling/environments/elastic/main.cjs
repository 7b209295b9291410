const apm = require('elastic-apm-node');

apm.start({ serviceName: 'till', disableSend: true, logLevel: 'off', centralConfig: false, metricsInterval: '0s' });
apm.startTransaction('day');
require('./strict-front.cjs')
  .payBehindIt()
  .finally(() => apm.destroy());
