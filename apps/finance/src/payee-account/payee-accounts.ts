import { Injectable } from '@nestjs/common';
import { paymentPayeeAccountUnfit, type PaymentPayee } from '@bumen/contracts';
import type { PayeeAccount } from './payee-account.entity.ts';
import { PayeeAccountRepository } from './payee-account.repository.ts';

/** Accounts of payees, for whoever pays to one. */
@Injectable()
export class PayeeAccounts {
  constructor(private readonly accounts: PayeeAccountRepository) {}

  /** As it is now; it is looked at again as somebody signs. Throws what `forPayment` does. */
  async forRequest(payeeAccountId: string, payee: PaymentPayee): Promise<PayeeAccount> {
    return fit(await this.accounts.find(payeeAccountId), payee);
  }

  /**
   * The entry, which stays in force until this transaction ends. Its row is locked behind those of the payment and its
   * payee. Throws payeeAccountNotFound, payeeAccountNotInForce, and paymentPayeeAccountUnfit where it is another's.
   */
  async forPayment(payeeAccountId: string, payee: PaymentPayee): Promise<PayeeAccount> {
    return fit(await this.accounts.lock(payeeAccountId), payee);
  }
}

function fit(account: PayeeAccount, payee: PaymentPayee): PayeeAccount {
  account.refuseUnlessInForce();
  if (!account.isOf(payee)) throw paymentPayeeAccountUnfit({ why: 'other_payee' });
  return account;
}
