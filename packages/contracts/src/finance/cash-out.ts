import { z } from 'zod';
import { choice, problem } from '../define/index.ts';

export const payeeKind = choice({ person: { zh: '个人', en: 'person' }, firm: { zh: '单位', en: 'firm' } });

/** 坐支: whatever there is in the box, whatever for and however little (F-04). */
export const spendingFromTakings = problem({
  code: 'finance.cash_desk.spending_from_takings',
  status: 409,
  title: { zh: '不得坐支营业款', en: 'Nothing is paid out of takings' },
  detail: {
    zh: '营业款只能送存银行,不得直接支付或转作备用金;请先把营业款送存银行,再从银行提取备用金支付,或由会计登记开户银行的坐支许可',
    en: 'Takings only go to the bank, and are neither spent nor made petty cash; bring them there and pay from petty cash drawn from the bank, or have an accountant register a permit of the bank',
  },
});
export const bankAccountUnfit = problem({
  code: 'finance.cash_desk.bank_account_unfit',
  status: 422,
  title: { zh: '不是银行存款科目', en: 'It is no account of a bank' },
  detail: {
    zh: '科目 {accountCode} 不是人民币银行存款末级科目;请选择开户银行的科目,不能选钱箱或库存现金',
    en: 'Account {accountCode} is none of money in CNY at a bank, without parts; choose that of the bank, not of a box or of cash in hand',
  },
  details: z.object({ accountCode: z.string() }),
});
