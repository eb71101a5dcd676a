import { toCurrency } from 'n2words/zh-Hans-CN';

/**
 * An amount in capitals as it is written on receipts and cheques (大写金额): 120000 → 壹仟贰佰元整. `fen` is a whole
 * number.
 */
export function amountInWords(fen: number): string {
  const whole = Math.trunc(Math.abs(fen) / 100);
  const cents = String(Math.abs(fen) % 100).padStart(2, '0');
  return `${fen < 0 ? '负' : ''}${toCurrency(`${whole}.${cents}`).replace('圆', '元')}`;
}
