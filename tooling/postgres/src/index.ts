// A real PostgreSQL server for tests. One is shared by all test files of a run; those that stop a server start their own.
export { PostgresServer } from './server.ts';
export { sharedServer } from './shared.ts';
