interface Words {
  readonly zh: string;
  readonly en: string;
}

/** All mistakes that the sandbox recognises, with their messages. `{}` stands for the detail. */
export const mistakes = {
  // Missing or misplaced codes and signatures
  authenInfoMissing: {
    zh: '请求没有 authen_info：先算好 request_content 的认证码，再一起发出',
    en: 'the request has no authen_info: send the code of request_content in it',
  },
  codeMissing: {
    zh: 'authen_info.a 里没有 authen_code',
    en: 'authen_info.a has no authen_code',
  },
  authenTypeWrong: {
    zh: 'authen_type 是 {}：只有 1（HMAC-SHA256）',
    en: 'authen_type is {}: only 1 (HMAC-SHA256) is allowed',
  },
  signatureNotTaken: {
    zh: '这个接口只认认证码（authen_info.a）：只有退款可以用签名代替',
    en: 'this call accepts only a code (authen_info.a): only refunds may be signed instead',
  },
  signatureNotLookedAt: {
    zh: '同时带了认证码和签名：有认证码时只看认证码',
    en: 'the request has a code and a signature: with a code, the signature is ignored',
  },
  signMissing: {
    zh: 'authen_info.s 里没有 sign',
    en: 'authen_info.s has no sign',
  },
  signTypeWrong: {
    zh: 'sign_type 是 {}：只有 1（RSASSA-PSS）',
    en: 'sign_type is {}: only 1 (RSASSA-PSS) is allowed',
  },

  // Wrong content
  newlineDropped: {
    zh: '计算时去掉了内容末尾的换行，发出的内容却带着它',
    en: 'it was computed without the newline at the end of the content, but the content was sent with it',
  },
  newlineAdded: {
    zh: '计算时内容末尾多一个换行，发出的内容没有',
    en: 'it was computed with a newline at the end of the content, but the content was sent without it',
  },
  spaceDropped: {
    zh: '计算时去掉了内容首尾的空白，发出的内容却带着它',
    en: 'it was computed without the white space around the content, but the content was sent with it',
  },
  spaceAdded: {
    zh: '计算时内容末尾多一个空格，发出的内容没有',
    en: 'it was computed with a space at the end of the content, but the content was sent without it',
  },
  nulAdded: {
    zh: '计算时多算了字符串末尾的 \\0：应按字符串长度，而不是缓冲区大小',
    en: 'it was computed with the NUL after the content: use the length of the string, not the size of the buffer',
  },
  slashesEscaped: {
    zh: '计算时斜杠写作 \\/，发出时写作 /',
    en: 'it was computed with slashes as \\/, but they were sent as /',
  },
  slashesUnescaped: {
    zh: '计算时斜杠写作 /，发出时写作 \\/',
    en: 'it was computed with slashes as /, but they were sent as \\/',
  },
  nonAsciiEscaped: {
    zh: '计算时非 ASCII 字符写作 \\uXXXX，发出时是原字',
    en: 'it was computed with non-ASCII characters as \\uXXXX, but they were sent unescaped',
  },
  nonAsciiUnescaped: {
    zh: '计算时非 ASCII 字符是原字，发出时写作 \\uXXXX',
    en: 'it was computed with unescaped non-ASCII characters, but they were sent as \\uXXXX',
  },
  unicodeCaseChanged: {
    zh: '计算与发出的 \\uXXXX 大小写不同',
    en: 'it was computed with the hex digits of \\uXXXX in another case than they were sent',
  },
  htmlEscaped: {
    zh: '计算时 < > & 写作 \\u003c 等（Go 的 json.Marshal 即如此），发出时是原字',
    en: "it was computed with < > & as \\u003c and so on (as Go's json.Marshal does), but they were sent unescaped",
  },
  htmlUnescaped: {
    zh: '计算时 < > & 是原字，发出时写作 \\u003c 等',
    en: 'it was computed with unescaped < > &, but they were sent as \\u003c and so on',
  },
  whiteSpaceChanged: {
    zh: '计算与发出的 JSON 空白不同：内容被序列化了两次，或被重新排版',
    en: 'it was computed over JSON with other white space: the content was serialised twice, or reformatted',
  },
  keysSorted: {
    zh: '计算与发出的 JSON 字段顺序不同（计算时按字母排序）',
    en: 'it was computed over JSON with another order of fields (sorted)',
  },
  literalCovered: {
    zh: '计算的是信封里转义之后的 request_content（带反斜杠），应是转义之前的字符串',
    en: 'it was computed over request_content as escaped in the envelope (with backslashes): use the string before escaping',
  },
  envelopeCovered: {
    zh: '计算的是整个信封，应只是 request_content 的字符串',
    en: 'it was computed over the whole envelope: use only the string request_content',
  },
  memberCovered: {
    zh: '计算的只是 {}，应是整个 request_content',
    en: 'it was computed over {} only: use the whole request_content',
  },
  nothingCovered: {
    zh: '计算的是空字符串：内容当时还没有赋值',
    en: 'it was computed over the empty string: the content was not set yet',
  },
  objectCovered: {
    zh: '计算的是 {}：对象没有序列化',
    en: 'it was computed over {}: the object was not serialised',
  },
  otherCharset: {
    zh: '计算时内容按 {} 编码，应按 UTF-8',
    en: 'it was computed over the content encoded as {}: use UTF-8',
  },
  charactersLost: {
    zh: '计算时非 ASCII 字符变成了 ?（编码转换有损），应按 UTF-8',
    en: 'it was computed over the content with ? instead of non-ASCII characters: encode it as UTF-8',
  },
  bomAdded: {
    zh: '计算时内容前面多了 BOM（EF BB BF）',
    en: 'it was computed with a byte order mark (EF BB BF) before the content',
  },
  utf8Twice: {
    zh: '计算时内容被编码成 UTF-8 两次',
    en: 'it was computed over the content encoded as UTF-8 twice',
  },
  contentDigestCovered: {
    zh: '计算的是内容的 {}，应是内容本身（不要先做一次散列）',
    en: 'it was computed over the {} of the content: use the content itself, do not hash it first',
  },

  // Wrong key
  keyLowerCase: {
    zh: '密钥变成了小写：按原样使用',
    en: 'the key was changed to lower case: use it unchanged',
  },
  keyUpperCase: {
    zh: '密钥变成了大写：按原样使用',
    en: 'the key was changed to upper case: use it unchanged',
  },
  keyNewline: {
    zh: '密钥末尾多了换行（从文件里读来的？）',
    en: 'the key ends with a newline (was it read from a file?)',
  },
  keySpace: {
    zh: '密钥前后多了空格',
    en: 'the key begins or ends with a space',
  },
  keyQuoted: {
    zh: '密钥带着引号',
    en: 'the key has quotation marks around it',
  },
  keyBom: {
    zh: '密钥前面多了 BOM（EF BB BF）',
    en: 'the key begins with a byte order mark (EF BB BF)',
  },
  keyHexDecoded: {
    zh: '密钥按十六进制解码了：它是文本，按 UTF-8 字节使用',
    en: 'the key was decoded from hex: it is text, use its UTF-8 bytes',
  },
  keyBase64Decoded: {
    zh: '密钥按 base64 解码了：它是文本，按 UTF-8 字节使用',
    en: 'the key was decoded from Base64: it is text, use its UTF-8 bytes',
  },
  keyBase64Encoded: {
    zh: '密钥被编码成了 base64（例如取自 Kubernetes Secret）',
    en: 'the key was encoded as Base64 (as in a Kubernetes secret)',
  },
  keyUtf16: {
    zh: '密钥按 UTF-16 编码，应按 UTF-8',
    en: 'the key was encoded as UTF-16: use UTF-8',
  },
  keyCutShort: {
    zh: '密钥少了最后一个字符（缓冲区太小？）',
    en: 'the last character of the key is missing (was the buffer too small?)',
  },
  keyEmpty: {
    zh: '密钥是空的（环境变量没有设置？）',
    en: 'the key is empty (is the environment variable set?)',
  },
  keyUndefined: {
    zh: '密钥是文本 {}：没有读到配置',
    en: 'the key is the text {}: the configuration was not read',
  },
  keyIsOtherField: {
    zh: '密钥填成了 {}',
    en: 'the key is {}',
  },
  keyOfOtherMerchant: {
    zh: '密钥是另一个商户（{}）的',
    en: 'the key belongs to another merchant ({})',
  },

  // Wrong function
  hmacSwapped: {
    zh: 'HMAC 的两个参数颠倒了：密钥是 authen_key，消息是 request_content',
    en: 'the arguments of HMAC are swapped: the key is authen_key, the message is request_content',
  },
  notHmacSha256: {
    zh: '算法是 {}，应是 HMAC-SHA256',
    en: 'it was computed with {}: use HMAC-SHA256',
  },

  // Wrong encoding of the code
  codeSpaced: {
    zh: '认证码前后有空白或换行',
    en: 'there is white space around the code',
  },
  codeSeparated: {
    zh: '认证码带着分隔符或前缀：应是连续的 64 位十六进制',
    en: 'the code has separators or a prefix: send 64 hex digits in a row',
  },
  codeBase64: {
    zh: '认证码写成了 base64：应是 64 位大写十六进制',
    en: 'the code is written in Base64: send 64 upper-case hex digits',
  },
  codeEncodedTwice: {
    zh: '认证码被编码了两次：先成十六进制，又成 {}',
    en: 'the code was encoded twice: first as hex, then as {}',
  },
  codeUnpadded: {
    zh: '认证码小于 10 的字节没有补 0：每个字节应是两位十六进制',
    en: 'the code lacks leading zeros: write each byte as two hex digits',
  },
  codeCutShort: {
    zh: '认证码被截短了：应是 64 位，只收到 {} 位',
    en: 'the code was cut short: only {} of its 64 digits were received',
  },
  codeTooLong: {
    zh: '认证码正确，但后面还有多余的字符',
    en: 'the code is right, but further characters follow it',
  },

  // Codes and signatures of another content
  codeOfEarlierRequest: {
    zh: '这是之前一个请求（日志号 {}）的认证码：每个请求都要重新计算',
    en: 'it is the code of an earlier request (log id {}): compute a new one for each request',
  },
  unexplained: {
    zh: '不像常见的错误，多半是密钥不对：核对 authen_key，并对发出的 request_content 逐字节计算（收到的是 {} 字节）',
    en: 'it fits no common mistake, so the key is probably wrong: check authen_key, and compute the code over exactly the bytes of request_content ({} bytes were received)',
  },
  notExamined: {
    zh: '短时间内错误太多，没有逐一分析',
    en: 'too many errors in a short time to examine each',
  },

  // Wrong signature
  signOtherEncoding: {
    zh: '签名写成了 {}：应是 base64',
    en: 'the signature is written in {}: use Base64',
  },
  signLength: {
    zh: '签名是 {} 字节：2048 位的密钥产生 256 字节',
    en: 'the signature has {} bytes: a 2048-bit key makes 256',
  },
  signPkcs1: {
    zh: '填充是 PKCS#1 v1.5（RS256 即如此）：应是 PSS',
    en: 'the padding is PKCS#1 v1.5 (as in RS256): use PSS',
  },
  signHash: {
    zh: '散列是 {}：应是 SHA-256',
    en: 'the hash is {}: use SHA-256',
  },
  signMgf: {
    zh: 'MGF1 用的是 {}：应是 SHA-256（要单独设置）',
    en: 'MGF1 uses {}: use SHA-256, which many libraries configure separately',
  },
  signSalt: {
    zh: '盐长 {} 字节（JOSE 的 PS256 是 32）：云支付要求最长，2048 位的密钥是 222',
    en: "the salt has {} bytes (JOSE's PS256 has 32): Cloud Pay requires the longest, 222 for a 2048-bit key",
  },
  signOtherKey: {
    zh: '不是这个商户的私钥签的：从 GET /sandbox/merchant 取沙箱的私钥',
    en: "it was not made with this merchant's private key: get the sandbox's from GET /sandbox/merchant",
  },
  signOtherMerchantsKey: {
    zh: '是另一个商户（{}）的私钥签的',
    en: 'it was made with the private key of another merchant ({})',
  },
  signOtherContent: {
    zh: '密钥、填充和散列都对，签的却是别的内容：应签发出的 request_content 的 UTF-8 字节（收到的是 {} 字节）',
    en: 'key, padding and hash are right, but the content differs: sign the UTF-8 bytes of request_content ({} bytes were received)',
  },
} as const satisfies Record<string, Words>;

/** The stable name of a mistake. */
export type MistakeName = keyof typeof mistakes;
