/**
 * What customers write, as the texts of a service department are: most words are common ones that stand in a large part
 * of all questions, some are rare, and each question has a number of its own. The same index always gives the same
 * contact.
 */
const openings = [
  '您好',
  '你好,请问',
  '麻烦帮我看一下',
  '想咨询一下',
  '我要反映一个问题',
  '请尽快处理',
  '之前联系过客服',
  '打扰了',
  '急',
  '第二次来问了',
];
const subjects = [
  '会员到期后积分会不会清零',
  '订单一直没有发货',
  '申请退款三天了还没有到账',
  '发票抬头开错了需要重开',
  '登录时提示密码错误',
  '手机号换了收不到验证码',
  '优惠券显示不可用',
  '物流信息好几天没有更新',
  '收到的商品有破损',
  '想修改收货地址',
  '账号被别人登录过',
  '扣款两次但只有一个订单',
  '会员续费的价格和页面不一致',
  '应用打开就闪退',
  '积分兑换的礼品没有收到',
  '想取消自动续费',
  '客服电话一直打不通',
  '商品和描述不符要求退货',
  '安装师傅没有按约定上门',
  '保修期内需要维修',
  '页面一直加载不出来',
  '想开通企业账户',
  '对上次的处理结果不满意',
  '建议增加夜间配送',
];
const details = [
  '',
  '',
  '麻烦尽快回复',
  '已经等了很久',
  '截图已经发过去了',
  '请给一个明确的时间',
  '下午方便接电话',
  '同事也遇到了同样的情况',
  '昨天开始的',
  '换了网络也不行',
  '用的是安卓手机',
  '在网页上操作的',
  '家里老人用的',
  '谢谢',
];
/** The first in one of twelve questions, each further one in half as many, the last in a few of a million. */
const places = [
  '浦东',
  '海淀',
  '天河',
  '武侯',
  '江宁',
  '余杭',
  '雁塔',
  '南山',
  '岳麓',
  '洪山',
  '历下',
  '市南',
  '金水',
  '庐阳',
  '思明',
  '鼓楼',
  '和平',
  '沙坪坝',
  '盘龙',
  '南明',
  '城关',
  '天山',
  '回民',
  '青秀',
];

const pick = <Item>(items: readonly Item[], seed: number): Item => items[seed % items.length]!;
/** Spreads neighbouring numbers apart, the same way each time. */
const mixed = (index: number, salt: number) => Math.imul(index + 1, 0x9e3779b1 ^ (salt * 0x85ebca6b)) >>> 7;

/** The varied part of a question; there are `phraseCount` of them. */
export const phraseCount = openings.length * subjects.length * details.length;
export function phrase(index: number): string {
  const detail = pick(details, Math.floor(index / (openings.length * subjects.length)));
  return `${pick(openings, Math.floor(index / subjects.length))},${pick(subjects, index)}${detail === '' ? '' : `,${detail}`}`;
}
/** What makes a question one of few: a place, rarer the further down the list, and an order's number. */
export function particular(index: number): string {
  const place =
    mixed(index, 3) % 6 === 0 ? `,${places[21 - Math.floor(Math.log2(1 + (mixed(index, 4) % 4_000_000)))]!}` : '';
  return `${place},订单号${20_000_000 + index}。`;
}

/** A contact as a client sends it; each index is a customer of its own. */
export function contact(index: number): Record<string, unknown> {
  return {
    channel: 'web_form',
    nature: 'consult',
    question: `${phrase(mixed(index, 1) % phraseCount)}${particular(index)}`,
    customer: {
      name: pick(['李女士', '王先生', '陈女士', '刘先生', '张女士', '赵先生'], index),
      phone: `1${String(3_000_000_000 + index)}`,
    },
  };
}

/** Words that people look for: very common, common, and rare ones. */
export const searches = [
  '订单',
  '会员',
  '退款',
  '积分',
  '客服',
  '验证码',
  '商品',
  '密码错误',
  '自动续费',
  '浦东',
  '沙坪坝',
  '鼓楼',
  '夜间配送',
  '发票 重开',
  '老人 登录',
];
