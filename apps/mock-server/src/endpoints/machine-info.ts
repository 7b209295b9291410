import { isJsonObject } from '@cloudpay/proto';
import { readJson } from '../json/json.ts';
import { refuseField } from '../service/refusals/refusal.ts';

/** @throws Refusal naming the field if it is not a JSON object as text. No more is known of its form */
export function checkMachineInfo(wirePath: string, machineInfo = ''): void {
  if (!isJsonObject(readJson(machineInfo))) throw refuseField(wirePath, 'a JSON object as text');
}
