/** What both sides post: receipts and payments of eight bank accounts, and of four one that moves no money. */
export interface Drawn {
  readonly day: string;
  readonly summary: string;
  readonly debit: string;
  readonly credit: string;
  readonly amountFen: number;
  /** The bank account among the two and what it moves by; null where there is none. */
  readonly move: { readonly account: string; readonly amount: number } | null;
}

/** Below the account of banks. */
export const banks = Array.from({ length: 8 }, (_, index) => `10020${index + 1}`);
const [incomes, costs, owed] = [
  ['5001', '5051', '5111', '5301'],
  ['5401', '5402', '5601', '5602', '5603', '5711'],
  ['1122', '1123', '1221'],
] as const;
const summaries = ['收到货款', '支付办公费', '支付房租', '收到服务费', '确认收入', '支付水电费'];
/** In each bank before anything is paid: no payment is refused. */
export const depositFen = 1_000_000_000_000;

const pick = <Item>(items: readonly Item[], seed: number): Item => items[seed % items.length]!;
/** Spreads neighbouring numbers apart, the same way each time. */
const mixed = (index: number, salt: number) => Math.imul(index + 1, 0x9e3779b1 ^ (salt * 0x85ebca6b)) >>> 7;

/** The same index always gives the same, on a day of one of the months. */
export function drawn(index: number, months: readonly string[]): Drawn {
  const day = `${pick(months, mixed(index, 1))}-${String(1 + (mixed(index, 2) % 28)).padStart(2, '0')}`;
  const amountFen = 100 + (mixed(index, 3) % 1_000_000);
  const bank = pick(banks, mixed(index, 4));
  const rest = { day, amountFen, summary: `${pick(summaries, mixed(index, 5))} ${index}` };
  switch (index % 4) {
    case 0:
      return { ...rest, debit: pick(owed, index), credit: pick(incomes, mixed(index, 6)), move: null };
    case 1:
      return {
        ...{ ...rest, debit: pick(costs, mixed(index, 6)), credit: bank },
        move: { account: bank, amount: -amountFen },
      };
    default:
      return {
        ...{ ...rest, debit: bank, credit: pick(incomes, mixed(index, 6)) },
        move: { account: bank, amount: amountFen },
      };
  }
}
