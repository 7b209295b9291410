import { type CallKind, endpoints } from '@cloudpay/proto';
import { type Failure, type RetryAction, retryTable } from '../../src/transport/retry-policy.ts';

const kinds: Record<CallKind, string> = {
  reading: '查询类 reading',
  acting: '操作类 acting',
  charging: '收款类 charging',
  reporting: '上报类 reporting',
};

/** The heading of a column: the kind, and its calls from the schema. */
function head(kind: CallKind): string {
  const calls = endpoints.filter((endpoint) => endpoint.kind === kind).map(({ path }) => `\`${path}\``);
  return `${kinds[kind]}<br>${calls.join(', ')}`;
}

const failures: Record<Failure, string> = {
  refused: '被拒绝 refused: status 101, 102, 104',
  uncertain3: '未知 uncertain: status 3',
  uncertain103: '未知 uncertain: status 103',
  undocumentedStatus: '未公布的状态码 an undocumented status',
  notConnected: '未连上，请求未发出 not connected: the request was never sent',
  noAcceptableResponse:
    '超时、断线、应答不可信 no acceptable response: timeout, lost connection, wrong code, not from Cloud Pay',
  stopped: '调用方中止、参数有误、已关闭 ended by the caller, refused before sending, closed',
};

const actions: Record<RetryAction, string> = {
  no: '不重发 no',
  queryFirst: '先查单 query first',
  otherHost: '立即换主机 another host at once',
  backOff: '退避 back-off',
  after3s: '3 秒后 after 3 s',
};

/** The document about retries: the table that the code uses, and what its words mean. */
export function retryingDocument(): string {
  const columns = Object.keys(kinds) as CallKind[];
  const rows = (Object.keys(failures) as Failure[]).map((failure) => [
    failures[failure],
    ...columns.map((kind) => actions[retryTable[failure][kind]]),
  ]);
  const lines = [['失败 failure', ...columns.map(head)], ['---', ...columns.map(() => '---')], ...rows];
  return `# 请求何时重发 · When a request is repeated

同一请求（单号与内容都不变）何时可以重发、间隔多久，由一处规则决定：\`packages/core/src/transport/retry-policy.ts\`；每个接口属于哪一类，写在 \`proto/cloud_pay_calls.proto\`。本页由测试从这两处生成，请勿手改。
所有重发都在调用方给定的时限之内。

One policy decides when the identical request (same number, same content) may be sent again, and after which delay:
\`packages/core/src/transport/retry-policy.ts\`. The kind of each call is declared in \`proto/cloud_pay_calls.proto\`. A test
generates this page from both; do not edit it by hand. All retries end with the caller's timeout.

${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}

- **先查单 query first**：收款请求从不盲目重发。先查询订单；只有服务明确表示没有该订单，且距首次发出不足 45 秒，才重发同一请求。
  A charging request is never simply repeated. The order is queried first. The identical request is sent again only if the
  service says that it does not know the order, and within 45 s of the first request.
- **立即换主机 another host at once**：换下一台主机立即重发；本次调用中所有主机都失败后，改为退避。
  Send to the next host at once, while one is left that has not failed this call. Then back off.
- **退避 back-off**：0.5 秒起，每次加倍，最长 5 秒，再乘以 0.5 到 1 之间的随机数，使众多收银机不会同时重试。
  The delay starts at 0.5 s and doubles each time, up to 5 s. It is multiplied by a random number between 0.5 and 1, so that the
  tills of a chain do not retry at the same moment.
- **不重发 no**：结果已定，或由调用方结束；上报则不值得再发，下一次会补上。
  The outcome is certain, or the caller ended the call. A report is not sent again, because the next one follows.
`;
}
