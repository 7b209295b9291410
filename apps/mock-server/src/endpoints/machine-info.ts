import { isJsonObject } from '@cloudpay/proto';
import { readJson } from '../json/json.ts';
import { refuseField } from '../service/refusals/refusal.ts';

/** @throws Refusal naming the field when it is no JSON object as text, which is all that is known of its form */
export function checkMachineInfo(wirePath: string, machineInfo = ''): void {
  if (!isJsonObject(readJson(machineInfo))) throw refuseField(wirePath, 'a JSON object as text');
}
