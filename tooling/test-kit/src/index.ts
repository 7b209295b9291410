// Helpers that the tests of several packages share. They are written without the code under test.
export { type InstantClock, instantClock } from './instant-clock.ts';
export { authenKey, merchant } from './merchant.ts';
export { type ReceivedCall, type ScriptedResponse, type ScriptedService, startScriptedService } from './scripted-service.ts';
export { authenticationCode, sealResponse, sealWithLogId } from './seal.ts';
