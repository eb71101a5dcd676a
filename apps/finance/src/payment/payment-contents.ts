import { Injectable } from '@nestjs/common';
import {
  payingDepartmentUnknown,
  paymentAccountUnfit,
  paymentDepartmentMissing,
  paymentPayeeAccountUnfit,
  paymentPayeeUnfit,
  type PaymentContent,
} from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { DepartmentRepository } from '../budget/departments.repository.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { AccountRepository } from '../chart/account.repository.ts';
import { PayeeAccounts } from '../payee-account/payee-accounts.ts';
import { plainName } from '../payee-keys.ts';
import type { Rules } from '../rules.ts';
import { namedWrongly, type PaymentSaid } from './payment-said.ts';

/** What is asked for is looked at before it is kept. */
@Injectable()
export class PaymentContents {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly desks: CashDeskRepository,
    private readonly departments: DepartmentRepository,
    private readonly payeeAccounts: PayeeAccounts,
  ) {}

  /** With the account that it is booked on; throws what keeps it from being paid or booked. */
  async said(content: PaymentContent, { rules }: Act): Promise<PaymentSaid> {
    await this.#refuseUnlessDepartmentFits(content, rules);
    const accountNumber = await this.#accountNumberOf(content);
    const accountCode = await this.#bookedOn(content, rules);
    await this.refuseUnlessWorksHere(content.payee);
    return { ...content, accountCode, accountNumber };
  }

  /** What a ticket asks for: to which account it goes, and whose budget it is, is said before it is signed (F-12). */
  async saidByTicket(content: PaymentContent, { rules }: Act): Promise<PaymentSaid> {
    return { ...content, accountCode: await this.#bookedOn(content, rules), accountNumber: null };
  }

  /** Throws paymentPayeeUnfit where they are said to be somebody of the staff and aren't, by that name. */
  async refuseUnlessWorksHere({ staffId, payeeName }: PaymentContent['payee']): Promise<void> {
    if (staffId === null) return;
    const person = await this.desks.staff(staffId);
    if (!person || plainName(person.name) !== plainName(payeeName)) throw paymentPayeeUnfit();
  }

  /**
   * On parties, stocks, costs and expenses; never on money, capital or income. Wages and loans stand on accounts of
   * their own and nothing else does, so that a loan is one by whatever name (F-05).
   */
  async #bookedOn({ accountCode: said, kind }: PaymentContent, { cashBooking }: Rules): Promise<string> {
    const { paymentAccounts } = cashBooking;
    const accountCode = said ?? paymentAccounts[kind];
    const [account, withParts] = await Promise.all([
      this.accounts.find(accountCode),
      this.accounts.withParts([accountCode]),
    ]);
    const income = account?.kind === 'profit_loss' && account.side === 'credit';
    const own = (['wages', 'loan'] as const).find((one) => paymentAccounts[one] === accountCode || one === kind);
    const others = own !== undefined && (own !== kind || accountCode !== paymentAccounts[own]);
    if (!account || account.closed || account.money || account.kind === 'equity' || income || others)
      throw paymentAccountUnfit({ accountCode });
    if (withParts.has(accountCode)) throw paymentAccountUnfit({ accountCode });
    return accountCode;
  }

  /** A department that is closed still pays what it has ordered. */
  async #refuseUnlessDepartmentFits({ kind, departmentId }: PaymentContent, { budget }: Rules): Promise<void> {
    if (departmentId === null) {
      if (budget.departmentKinds.includes(kind)) throw paymentDepartmentMissing();
    } else if (!(await this.departments.find(departmentId))) throw payingDepartmentUnknown({ id: departmentId });
  }

  /** Of the account that a transfer goes to; null for what goes to none. */
  async #accountNumberOf(content: PaymentContent): Promise<string | null> {
    const { payee, payeeAccountId } = content;
    const account = payeeAccountId === null ? null : await this.payeeAccounts.forRequest(payeeAccountId, payee);
    const why = namedWrongly(content);
    if (why) throw paymentPayeeAccountUnfit({ why });
    return account?.accountNumber ?? null;
  }
}
