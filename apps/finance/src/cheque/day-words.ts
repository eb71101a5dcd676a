const digits = '零壹贰叁肆伍陆柒捌玖';

/** 13 → 壹拾叁, 20 → 贰拾. */
function tens(number: number): string {
  const [ten, one] = [Math.floor(number / 10), number % 10];
  return `${ten > 0 ? `${digits[ten]}拾` : ''}${one > 0 ? digits[one] : ''}`;
}

/** Written so, nothing can be put before it: 1 to 9, 10, 20 and 30 have 零 in front where the rule says so. */
const guarded = (number: number, withZero: boolean): string => (withZero ? '零' : '') + tens(number);

/** A day, `YYYY-MM-DD`, as it is written on a cheque (正确填写票据和结算凭证的基本规定): 贰零贰陆年零贰月壹拾叁日. */
export function dayInWords(day: string): string {
  const [year, month, date] = day.split('-') as [string, string, string];
  const [m, d] = [Number(month), Number(date)];
  const written = [...year].map((digit) => digits[Number(digit)]).join('');
  return `${written}年${guarded(m, [1, 2, 10].includes(m))}月${guarded(d, d < 10 || d % 10 === 0)}日`;
}
