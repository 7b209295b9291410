import { queryOrderEndpoint } from '@cloudpay/proto';
import { describe, expect, test } from 'vitest';
import { SeenCodes } from '../../src/transport/seen-codes.ts';
import { paid, query, setUp } from '../helpers/client.ts';
import { bareResponse, sealResponse } from '../helpers/merchant.ts';
import { rejectionOf } from '../helpers/thrown.ts';

let logId = 1_000;
const withNewLogId = (content: object) => sealResponse({ ...content, log_id: ++logId });

describe('a response is fresh', () => {
  test('if its code is new to the client, in upper or lower case', async () => {
    const first = withNewLogId(paid);
    const lower = JSON.parse(first);
    lower.authen_info.a.authen_code = lower.authen_info.a.authen_code.toLowerCase();
    const responses = [first, first, JSON.stringify(lower), withNewLogId(paid)];
    const { client } = setUp({ response: () => responses.shift() as string });
    for (const fresh of [true, false, false, true])
      expect(await client.call(queryOrderEndpoint, query)).toMatchObject({ fresh });
  });

  test('also if it is a refusal', async () => {
    const { client } = setUp({ response: withNewLogId({ status: 104, internal_status: 400 }) });
    const errors = [
      await rejectionOf(client.call(queryOrderEndpoint, query)),
      await rejectionOf(client.call(queryOrderEndpoint, query)),
    ];
    expect(errors).toMatchObject([
      { code: 'SERVICE_REFUSED', fresh: true },
      { code: 'SERVICE_REFUSED', fresh: false },
    ]);
    expect(Object.keys(errors[0] as object)).not.toContain('fresh');
  });

  test('never without a code', async () => {
    const { client } = setUp({ response: bareResponse({ status: 101 }) });
    expect(await rejectionOf(client.call(queryOrderEndpoint, query))).toMatchObject({ code: 'SERVICE_REFUSED', fresh: false });
  });
});

test('the memory of codes is limited, and holds at least the latest 10,000', () => {
  const seen = new SeenCodes();
  const code = (index: number) => `code ${index}`;
  for (let index = 0; index < 30_000; index++) expect(seen.isFirst(code(index))).toBe(true);
  for (let index = 20_000; index < 30_000; index++) if (seen.isFirst(code(index))) throw new Error(`${index} was forgotten`);
  expect(seen.isFirst(code(0))).toBe(true);
});
