import { Injectable } from '@nestjs/common';
import { homeCurrency } from '@bumen/contracts';
import { Repository } from '@bumen/service-kit';

/** The company's accounts at banks, as the chart has them. */
@Injectable()
export class BankAccounts extends Repository {
  /** One of money in CNY that is open, without parts, and neither a box nor beside one (库存现金). */
  async isBank(code: string): Promise<boolean> {
    const [row] = await this.read<{ fits: boolean }>(
      `SELECT a.money AND NOT a.closed AND a.currency = $2
          AND NOT EXISTS (SELECT FROM account b WHERE b.above = a.code)
          AND NOT EXISTS (SELECT FROM cash_box x WHERE left(x.account, 4) = left(a.code, 4)) AS fits
         FROM account a WHERE a.code = $1`,
      [code, homeCurrency],
    );
    return row?.fits === true;
  }
}
