/**
 * Why a published package has a dependency, in Chinese and English. Each direct dependency needs an entry, and each entry a
 * dependency.
 */
export const reasons: Readonly<Record<string, string>> = {
  ky: '经调用者自己的 `fetch` 发出请求：代理、自有 CA、别的运行时 requests through a `fetch` of the caller: a proxy, a private CA, another runtime',
  jose: '以 JWE 加密本机的配置文件：不自创加密格式 encrypts the file of the configuration as a JWE: no format of our own making for secrets',
  pg: 'PostgreSQL 日志的客户端：查询有超时，能听到服务器的提示 the client of the journal on PostgreSQL: it limits the time of a query, and passes on what the server warns of',
  fastify:
    '沙箱的 HTTP 服务：请求大小、慢速发送、关闭都由它把关 the HTTP server of the sandbox: sizes, slow senders and a graceful end are its trade',
  commander: '沙箱程序的命令行 the command line of the sandbox',
  yaml: '读 `--fixture` 的 YAML 文件，报错指明行号 reads the YAML of `--fixture`, and tells the line of a mistake',
};

/** Licences that only require keeping their text, by SPDX identifier. A person must check any other licence. */
export const permissive: readonly string[] = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];
