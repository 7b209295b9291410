// Helpers for the tests of several packages. They do not use the code under test.
export { type InstantClock, instantClock } from './instant-clock.ts';
export { authenKey, merchant } from './merchant.ts';
export { type ReceivedCall, type ScriptedResponse, type ScriptedService, startScriptedService } from './scripted-service.ts';
export { authenticationCode, sealResponse, sealWithLogId } from './seal.ts';
