import { fieldWords } from '../define/index.ts';

export const financeWords = fieldWords('finance', {
  accountCode: { zh: '科目', en: 'account' },
  accounts: { zh: '科目', en: 'accounts' },
  amountFen: { zh: '金额(分)', en: 'amount (fen)' },
  code: { zh: '科目编号', en: 'code' },
  currency: { zh: '币种', en: 'currency' },
  day: { zh: '日期', en: 'day' },
  foreignAmount: { zh: '外币金额', en: 'foreign amount' },
  guarded: { zh: '余额不得为负', en: 'never below nothing' },
  journalId: { zh: '分录', en: 'journal' },
  lines: { zh: '分录行', en: 'lines' },
  month: { zh: '月份', en: 'month' },
  party: { zh: '往来单位', en: 'party' },
  periodId: { zh: '会计期间', en: 'period' },
  reference: { zh: '单据号', en: 'document number' },
  side: { zh: '借贷方向', en: 'side' },
  title: { zh: '科目名称', en: 'title' },
  source: { zh: '来源', en: 'source' },
  standard: { zh: '会计准则', en: 'standard' },
});
