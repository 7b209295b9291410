import type { Bug } from './bug.ts';

const file = 'payments/src/journal/identity.ts';

/** Rules 5 to 8: whose order it is. */
export const identity: readonly Bug[] = [
  { name: 'the amount is not compared', file, right: '(ours.totalFee ?? totalFee) !== totalFee || ', wrong: '' },
  {
    name: "another till's order counts as ours",
    file,
    right: "isAnotherTerminal(ours, order) ? 'doubtful' : 'untied'",
    wrong: "isAnotherTerminal === undefined ? 'doubtful' : 'untied'",
  },
  { name: 'terminals are compared as they came', file, right: ".normalize('NFKC').trim().toLowerCase()", wrong: '.trimEnd()' },
  {
    name: 'an untied order is told as paid',
    file: 'payments/src/pay/order-operation.ts',
    right: "identity === 'doubtful' || mustBeOurs(outcome)",
    wrong: "identity === 'doubtful' && mustBeOurs(outcome)",
  },
  {
    name: 'a replayed refusal of a used number counts again',
    file: 'payments/src/wait/after-send.ts',
    right: "if (error.fresh === false) return { wait: before, step: { do: 'query', after: 0 } };",
    wrong: '',
  },
  {
    name: 'an earlier order is ours after a restart',
    file,
    right: 'return created < acceptedAt.local ||',
    wrong: 'return created < 0 ||',
    and: { file, right: 'created < acceptedAt.service.time)', wrong: 'created < 0)' },
  },
  {
    name: 'another payment code says nothing',
    file,
    right: 'if (codeHmac === undefined || paymentCode === undefined) return undefined;',
    wrong: 'if (authenKeys !== undefined) return undefined;',
  },
  {
    name: 'a re-entry conflict does not stop a cancellation',
    file: 'payments/src/journal/cancellation.ts',
    right: "if (record?.state !== 'reentryConflict') return;",
    wrong: "if (record?.state !== 'reentryConflict' || record !== undefined) return;",
    and: {
      file: 'payments/src/cancel/target.ts',
      right: "if (record === undefined || record.state === 'elsewhere') return",
      wrong: 'if (found.order !== undefined) return',
    },
  },
  {
    name: 'the payment goes out with another amount when the first response is lost',
    file: 'payments/src/pay/send.ts',
    right: 'const { response, fresh, host } = await client.call(microPayEndpoint, content, options);',
    wrong: `const { response, fresh, host } = await client.call(microPayEndpoint, content, options).catch((error) => {
      if (error.code !== 'CONNECTION_LOST') throw error;
      const payContent = { ...content.payContent, totalFee: content.payContent.totalFee + 1 };
      return client.call(microPayEndpoint, { ...content, payContent }, options);
    });`,
  },
];
