import { Controller } from '@nestjs/common';
import {
  ledgerAccountHasParts,
  ledgerAccountNotFound,
  listBankTransfers,
  monthsReversed,
  showAccountStatement,
  showGeneralLedger,
  showTrialBalance,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { Handles } from '@bumen/service-kit';
import { AccountRepository } from '../chart/account.repository.ts';
import { BankTransfers } from './bank-transfers.repository.ts';
import { ReportRepository } from './report.repository.ts';

@Controller()
export class ReportController {
  constructor(
    private readonly reports: ReportRepository,
    private readonly transfers: BankTransfers,
    private readonly accounts: AccountRepository,
  ) {}

  @Handles(showTrialBalance)
  async trialBalance(request: RequestOf<typeof showTrialBalance>): Promise<ResponseOf<typeof showTrialBalance>> {
    refuseReversed(request);
    return { ...(await this.reports.balances(request)), total: await this.reports.total(request) };
  }

  @Handles(showAccountStatement)
  async statement(request: RequestOf<typeof showAccountStatement>): Promise<ResponseOf<typeof showAccountStatement>> {
    refuseReversed(request);
    const { accountCode: code } = request;
    await this.#refuseUnknown(code);
    if ((await this.accounts.withParts([code])).size > 0) throw ledgerAccountHasParts({ codes: [code] });
    return this.reports.statement(request);
  }

  @Handles(showGeneralLedger)
  async generalLedger(request: RequestOf<typeof showGeneralLedger>): Promise<ResponseOf<typeof showGeneralLedger>> {
    refuseReversed(request);
    await this.#refuseUnknown(request.accountCode);
    return { items: await this.reports.months(request) };
  }

  @Handles(listBankTransfers)
  async bankTransfers(request: RequestOf<typeof listBankTransfers>): Promise<ResponseOf<typeof listBankTransfers>> {
    return { ...(await this.transfers.page(request)), total: await this.transfers.total(request) };
  }

  async #refuseUnknown(code: string): Promise<void> {
    if (!(await this.accounts.find(code))) throw ledgerAccountNotFound({ code });
  }
}

function refuseReversed({ from, until }: { readonly from: string; readonly until: string }): void {
  if (from > until) throw monthsReversed({ from, until });
}
