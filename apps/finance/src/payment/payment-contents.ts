import { Injectable } from '@nestjs/common';
import {
  payingDepartmentUnknown,
  paymentAccountUnfit,
  paymentDepartmentMissing,
  paymentPayeeUnfit,
  type PaymentContent,
} from '@bumen/contracts';
import type { Act } from '../acts.ts';
import { DepartmentRepository } from '../budget/departments.repository.ts';
import { CashDeskRepository } from '../cash-desk/cash-desk.repository.ts';
import { AccountRepository } from '../chart/account.repository.ts';
import { plainName } from '../payee-keys.ts';
import type { Rules } from '../rules.ts';
import type { PaymentSaid } from './payment.entity.ts';

/** What is asked for is looked at before it is kept. */
@Injectable()
export class PaymentContents {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly desks: CashDeskRepository,
    private readonly departments: DepartmentRepository,
  ) {}

  /** With the account that it is booked on; throws what keeps it from being paid or booked. */
  async said(content: PaymentContent, { rules }: Act): Promise<PaymentSaid> {
    await this.#refuseUnlessDepartmentFits(content, rules);
    const accountCode = content.accountCode ?? rules.cashBooking.paymentAccounts[content.kind];
    const [account, withParts] = await Promise.all([
      this.accounts.find(accountCode),
      this.accounts.withParts([accountCode]),
    ]);
    if (!account || account.closed || account.money || withParts.has(accountCode))
      throw paymentAccountUnfit({ accountCode });
    await this.refuseUnlessWorksHere(content.payee);
    return { ...content, accountCode };
  }

  /** Throws paymentPayeeUnfit where they are said to be somebody of the staff and aren't, by that name. */
  async refuseUnlessWorksHere({ staffId, payeeName }: PaymentContent['payee']): Promise<void> {
    if (staffId === null) return;
    const person = await this.desks.staff(staffId);
    if (!person || plainName(person.name) !== plainName(payeeName)) throw paymentPayeeUnfit();
  }

  /** A department that is closed still pays what it has ordered. */
  async #refuseUnlessDepartmentFits({ kind, departmentId }: PaymentContent, { budget }: Rules): Promise<void> {
    if (departmentId === null) {
      if (budget.departmentKinds.includes(kind)) throw paymentDepartmentMissing();
    } else if (!(await this.departments.find(departmentId))) throw payingDepartmentUnknown({ id: departmentId });
  }
}
