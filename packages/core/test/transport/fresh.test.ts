import { describe, expect, test } from 'vitest';
import { isFresh } from '../../src/transport/seen-codes.ts';
import { paid, query, queryOrder, setUp } from '../helpers/client.ts';
import { bareResponse, sealResponse } from '../helpers/merchant.ts';
import { rejectionOf } from '../helpers/thrown.ts';

let logId = 1_000;
const withNewLogId = (content: object) => sealResponse({ ...content, log_id: ++logId });

describe('a response is fresh', () => {
  test('when its code is new to this process, whichever client saw it', async () => {
    const response = withNewLogId(paid);
    expect(await setUp({ response }).client.call(queryOrder, query)).toMatchObject({ fresh: true });
    expect(await setUp({ response }).client.call(queryOrder, query)).toMatchObject({ fresh: false });
    expect(await setUp({ response: withNewLogId(paid) }).client.call(queryOrder, query)).toMatchObject({ fresh: true });
  });

  test('in whichever case its code is written', async () => {
    const response = withNewLogId(paid);
    const lower = JSON.parse(response);
    lower.authen_info.a.authen_code = lower.authen_info.a.authen_code.toLowerCase();
    expect(await setUp({ response }).client.call(queryOrder, query)).toMatchObject({ fresh: true });
    expect(await setUp({ response: JSON.stringify(lower) }).client.call(queryOrder, query)).toMatchObject({ fresh: false });
  });

  test('also when it refuses', async () => {
    const { client } = setUp({ response: withNewLogId({ status: 104, internal_status: 400 }) });
    const errors = [await rejectionOf(client.call(queryOrder, query)), await rejectionOf(client.call(queryOrder, query))];
    expect(errors).toMatchObject([
      { code: 'SERVICE_REFUSED', fresh: true },
      { code: 'SERVICE_REFUSED', fresh: false },
    ]);
    expect(Object.keys(errors[0] as object)).not.toContain('fresh');
  });

  test('never without a code', async () => {
    const { client } = setUp({ response: bareResponse({ status: 101 }) });
    expect(await rejectionOf(client.call(queryOrder, query))).toMatchObject({ code: 'SERVICE_REFUSED', fresh: false });
  });
});

test('the memory of codes is bounded, and holds the latest 10,000', () => {
  const code = (index: number) => `code ${index}`;
  for (let index = 0; index < 30_000; index++) expect(isFresh(code(index))).toBe(true);
  for (let index = 20_000; index < 30_000; index++) if (isFresh(code(index))) throw new Error(`${index} was forgotten`);
  expect(isFresh(code(0))).toBe(true);
});
