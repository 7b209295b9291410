require('dd-trace').init({ startupLogs: false, remoteConfig: { enabled: false }, telemetry: false });
require('./strict-front.cjs')
  .payBehindIt()
  // The agent that it would send to is not there, and it would go on trying.
  .finally(() => process.exit());
