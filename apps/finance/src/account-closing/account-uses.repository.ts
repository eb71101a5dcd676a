import { Injectable } from '@nestjs/common';
import type { AccountUse } from '@bumen/contracts';
import { Repository } from '@bumen/service-kit';

/** What keeps an account from being closed (F-01). */
@Injectable()
export class AccountUses extends Repository {
  /** `named`: whether a policy names it. Right for good only while nobody posts (`AccountRepository.standStill`). */
  async of(code: string, named: boolean): Promise<AccountUse[]> {
    const [row] = await this.read<Record<Exclude<AccountUse, 'policy'>, boolean>>(
      `SELECT EXISTS (SELECT FROM account WHERE above = $1) AS parts,
         EXISTS (SELECT FROM period p
                  WHERE (p.state <> 'closed' OR p.month = (SELECT max(month) FROM period))
                    AND (SELECT sum(t.debit - t.credit) <> 0 OR sum(t.foreign_debit - t.foreign_credit) <> 0
                           FROM total t WHERE t.account = $1 AND t.month <= p.month)) AS balance,
         EXISTS (SELECT FROM voucher WHERE state NOT IN ('posted', 'voided', 'discarded') AND lines @> $2::jsonb)
           AS vouchers,
         EXISTS (SELECT FROM opening WHERE state <> 'posted' AND lines @> $2::jsonb) AS opening,
         EXISTS (SELECT FROM cash_box b JOIN cash_desk d ON d.id = b.desk_id
                  WHERE b.account = $1 AND d.state <> 'retired') AS cash_box,
         EXISTS (SELECT FROM cash_deposit WHERE bank_account = $1 AND state IN ('left', 'return_asked'))
           OR EXISTS (SELECT FROM cash_draw WHERE bank_account = $1 AND state = 'drawn') AS cash_under_way,
         EXISTS (SELECT FROM budget WHERE account_code = $1
                  AND (state IN ('proposed', 'in_force', 'change_asked') OR reserved_fen > 0)) AS budget`,
      [code, JSON.stringify([{ accountCode: code }])],
    );
    const uses = { ...row!, policy: named };
    return (Object.keys(uses) as AccountUse[]).filter((use) => uses[use]);
  }
}
