import type { MockServer } from '../index.ts';
import { toWireNames } from '../json/wire-names.ts';

/** The message for people when the sandbox listens. Programs get JSON instead. */
export function greeting({ url, urls, configuration }: MockServer): string {
  const { baseUrls: _, ...merchant } = configuration;
  const names = Object.entries(toWireNames(merchant)).map(([name, value]) => `  ${name.padEnd(18)}${value}`);
  return `
云支付沙箱已启动 The Cloud Pay sandbox is running

  服务 service      ${urls.join(`\n${' '.repeat(20)}`)}
  控制台 console    ${url}/

默认商户 The default merchant

${names.join('\n')}

按 Ctrl-C 结束 Ctrl-C ends it

`;
}
