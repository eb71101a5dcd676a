import { Injectable } from '@nestjs/common';
import { bankTooLow } from '@bumen/contracts';
import { Repository } from '@bumen/service-kit';

/**
 * What may still be paid from an account at a bank (F-11): what the books have on it, less what has left and isn't
 * booked yet. That is what was sent by transfer or cheque, until its voucher is posted, and cheques that are signed.
 */
@Injectable()
export class BankRoom extends Repository {
  /**
   * Throws bankTooLow where there is less than that; how much there is, is said to nobody. Two who ask for one account
   * wait for each other until the first has taken it, and so does whoever posts to it.
   */
  async refuseUnlessRoom(accountCode: string, amountFen: number): Promise<void> {
    const [guarded] = await this.lockRows<{ balance: string }>(
      'SELECT balance FROM guarded WHERE account = $1 FOR UPDATE',
      [accountCode],
    );
    if (!guarded || Number(guarded.balance) - (await this.#outstanding(accountCode)) < amountFen)
      throw bankTooLow({ accountCode });
  }

  /**
   * In a statement of its own, after the wait. A month is closed once each payment of it has a voucher that stands, so
   * of older ones only those count whose voucher is under way.
   */
  async #outstanding(accountCode: string): Promise<number> {
    const [row] = await this.read<{ sum: string }>(
      `SELECT coalesce(sum(amount_fen), 0) AS sum FROM (
          SELECT id, amount_fen FROM payment
           WHERE state = 'sent' AND way IN ('transfer', 'cheque') AND sent ->> 'bankAccount' = $1
          UNION SELECT p.id, p.amount_fen FROM payment p
           WHERE p.state = 'paid' AND p.way IN ('transfer', 'cheque') AND p.sent ->> 'bankAccount' = $1
             AND p.paid_day >= coalesce(
               (SELECT (max(month) || '-01')::date + interval '1 month' FROM period WHERE state = 'closed'), '-infinity')
             AND NOT EXISTS (SELECT FROM voucher v WHERE v.id = p.voucher_id AND v.state = 'posted')
          UNION SELECT p.id, p.amount_fen FROM voucher v JOIN payment p ON p.voucher_id = v.id
           WHERE v.state NOT IN ('posted', 'voided', 'discarded') AND p.state = 'paid'
             AND p.way IN ('transfer', 'cheque') AND p.sent ->> 'bankAccount' = $1
          UNION SELECT id, amount_fen FROM cheque WHERE bank_account = $1 AND state = 'signed') AS out`,
      [accountCode],
    );
    return Number(row!.sum);
  }
}
