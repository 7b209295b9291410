import type { OrderOutcome } from '@cloudpay/payments';

/** A text in both languages. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** One customer of the morning. */
export interface Scene {
  readonly time: string;
  readonly goods: Bilingual;
  /** 分 fen */
  readonly totalFee: number;
  /** The first digits choose the platform; by the last four the sandbox knows what is to happen. */
  readonly authorCode: string;
  readonly story: Bilingual;
  /** What a client says that takes every response, or the lack of one, at face value. */
  readonly naive: Bilingual;
  /** Why the SDK says what it says. */
  readonly why: Bilingual;
  readonly expected: OrderOutcome['result'];
  /** How often the customer's account is debited. */
  readonly charges: 0 | 1;
}

export const morning: readonly Scene[] = [
  {
    time: '08:05',
    goods: { zh: '美式咖啡', en: 'an Americano' },
    totalFee: 1999,
    authorCode: '134520273825380000',
    story: { zh: '顾客出示付款码，一扫即付。', en: 'The customer shows a code and pays at once.' },
    naive: { zh: '“已支付。”这次说对了。', en: '"Paid." Right, this time.' },
    why: { zh: '应答带有正确的认证码，订单状态为已支付。', en: 'The response is authentic, and the order in it is paid.' },
    expected: 'paid',
    charges: 1,
  },
  {
    time: '08:17',
    goods: { zh: '两份早餐', en: 'breakfast for two' },
    totalFee: 5600,
    authorCode: '281234567890120001',
    story: { zh: '金额较大，顾客要输入密码。', en: 'A larger amount: the customer has to type a password.' },
    naive: { zh: '“status 0，成功！”钱还没到就交了货。', en: '"Status 0, success!" The goods leave before the money comes.' },
    why: {
      zh: 'status 0 只说明调用成功；一直查询到顾客付完为止。',
      en: 'The call went well, no more. The SDK asked until it was paid.',
    },
    expected: 'paid',
    charges: 1,
  },
  {
    time: '08:41',
    goods: { zh: '一只烤鸭', en: 'a roast duck' },
    totalFee: 29800,
    authorCode: '134520273825380004',
    story: { zh: '余额不足，服务端拒绝。', en: 'The balance is too low, and the service refuses.' },
    naive: { zh: '“失败。”但谁都能伪造这样的应答。', en: '"Failed." But anyone could have forged that response.' },
    why: {
      zh: '拒绝可信，反复查询都没有这笔订单：没有扣款，可换码重收。',
      en: 'Authentic, and no question finds an order: try another code.',
    },
    expected: 'failed',
    charges: 0,
  },
  {
    time: '09:03',
    goods: { zh: '一瓶矿泉水', en: 'a bottle of water' },
    totalFee: 200,
    authorCode: '281234567890120007',
    story: { zh: '钱已扣，应答却丢了。', en: 'The customer is charged, and the response gets lost.' },
    naive: { zh: '“超时，失败，请再扫一次。”顾客付两次钱。', en: '"Timed out, failed, scan again." The customer pays twice.' },
    why: {
      zh: '没有应答就是未知：用同一订单号查询，原来已付。',
      en: 'No response, no certainty. Asked by its number, it was paid.',
    },
    expected: 'paid',
    charges: 1,
  },
  {
    time: '09:20',
    goods: { zh: '一盒茶叶', en: 'a box of tea' },
    totalFee: 16800,
    authorCode: '134520273825380009',
    story: {
      zh: '应答说“成功”，认证码却不对：有人伪造？',
      en: 'The response says "success", with a wrong code: was it forged?',
    },
    naive: { zh: '“成功！”店里的 Wi-Fi 上谁都能白拿。', en: '"Success!" Anyone on the shop\'s Wi-Fi shops for free.' },
    why: {
      zh: '验证不过的应答什么也证明不了；再查询，得到可信的结果。',
      en: 'What does not verify proves nothing. Asked again: authentic.',
    },
    expected: 'paid',
    charges: 1,
  },
];

/** The last customer of the morning: the till loses its power. */
export const powerCut: Scene = {
  time: '09:41',
  goods: { zh: '一束鲜花', en: 'a bunch of flowers' },
  totalFee: 3800,
  authorCode: '134520273825380007',
  story: { zh: '钱刚扣下，收银机断了电。', en: 'The customer is charged, and the till loses its power.' },
  naive: { zh: '“没有记录，请再扫一次。”顾客付两次钱。', en: '"No record, scan again." The customer pays twice.' },
  why: {
    zh: '发送之前已写入日志；重新开机后 resume 去问，原来已付。',
    en: 'It was in the journal before it was sent; resume asked.',
  },
  expected: 'paid',
  charges: 1,
};
