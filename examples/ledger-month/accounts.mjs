// The accounts that the walk uses: of the standard for small enterprises, and those below it that are added.
export const cash = '100101';
export const bank = '100201';
export const dollars = '100202';
export const receivable = '1122';
export const advances = '2203';
export const capital = '3001';
export const income = '500101';
export const office = '560202';
export const accounts = [
  [cash, '现金'],
  [bank, '基本存款账户'],
  [dollars, '美元账户', 'USD'],
  [income, '装修工程'],
  [office, '办公费'],
];
