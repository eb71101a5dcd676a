import { cashDepositView, type getCashDeposit, type ResponseOf } from '@bumen/contracts';
import { viewOf } from '@bumen/service-kit';
import type { Act } from '../acts.ts';
import type { CashDeposit } from './cash-deposit.entity.ts';

export const cashDepositViewOf = (deposit: CashDeposit, act: Act): ResponseOf<typeof getCashDeposit> =>
  viewOf(cashDepositView, deposit, {
    cashDeskId: deposit.deskId,
    amountFen: Number(deposit.amountFen),
    slip: deposit.slipNumber === null ? null : { number: deposit.slipNumber, day: deposit.slipDay! },
    offers: deposit.offers(act),
  });
