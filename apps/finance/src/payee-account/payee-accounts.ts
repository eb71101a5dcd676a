import { Injectable } from '@nestjs/common';
import type { PayeeAccount } from './payee-account.entity.ts';
import { PayeeAccountRepository } from './payee-account.repository.ts';

/** Accounts of payees, for whoever pays to one. */
@Injectable()
export class PayeeAccounts {
  constructor(private readonly accounts: PayeeAccountRepository) {}

  /**
   * The entry, which stays in force until this transaction ends. Its row is locked behind that of the payment. Throws
   * payeeAccountNotFound and payeeAccountNotInForce.
   */
  async forPayment(payeeAccountId: string): Promise<PayeeAccount> {
    const account = await this.accounts.lock(payeeAccountId);
    account.refuseUnlessInForce();
    return account;
  }
}
