import { Injectable } from '@nestjs/common';
import type { listLedgerAccounts, RequestOf } from '@bumen/contracts';
import { columnsOf, PageKey, pageOf, Repository } from '@bumen/service-kit';
import { LedgerAccount } from './account.entity.ts';

/** Codes are made of digits. */
const pagedByCode = new PageKey('finance.account.list', ['large']);

@Injectable()
export class AccountRepository extends Repository {
  all(): Promise<LedgerAccount[]> {
    return this.read<LedgerAccount>(`SELECT ${columnsOf(LedgerAccount, 'a')} FROM account a ORDER BY a.code`);
  }

  async find(code: string): Promise<LedgerAccount | undefined> {
    const [row] = await this.read<LedgerAccount>(
      `SELECT ${columnsOf(LedgerAccount, 'a')} FROM account a WHERE a.code = $1`,
      [code],
    );
    return row;
  }

  async count(): Promise<number> {
    const [row] = await this.read<{ count: number }>('SELECT count(*)::int AS count FROM account');
    return row!.count;
  }

  /** Which of these have accounts below. */
  async withParts(codes: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.read<{ above: string }>(
      'SELECT DISTINCT above FROM account WHERE above = ANY($1::text[])',
      [codes],
    );
    return new Set(rows.map(({ above }) => above));
  }

  /** Which of these accounts are cash, bank or other money. */
  async moneyAmong(codes: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.read<{ code: string }>('SELECT code FROM account WHERE money AND code = ANY($1::text[])', [
      codes,
    ]);
    return new Set(rows.map(({ code }) => code));
  }

  /**
   * Lets what is being posted come to an end and begins nothing new before this transaction ends: whoever posts holds
   * the row of the month.
   */
  async standStill(): Promise<void> {
    await this.lockRows('SELECT id FROM period ORDER BY month FOR UPDATE');
  }

  /** Those of the codes to which something is posted; asked in a statement of its own, after `standStill`. */
  async posted(codes: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.read<{ code: string }>(
      `SELECT c.code FROM unnest($1::text[]) AS c(code)
         WHERE EXISTS (SELECT 1 FROM entry e WHERE e.account = c.code)`,
      [codes],
    );
    return new Set(rows.map(({ code }) => code));
  }

  /** New ones; those that are guarded begin with nothing. */
  async add(accounts: readonly LedgerAccount[]): Promise<void> {
    this.insert(LedgerAccount, accounts);
    await this.#guard(accounts.map(({ code }) => code));
  }

  /** Takes on what a standard says of them; where the guard changes, nothing is posted. */
  async takeOn(accounts: readonly LedgerAccount[]): Promise<void> {
    if (accounts.length === 0) return;
    await this.change(
      `UPDATE account a SET title = n.title, titled_by = NULL, kind = n.kind, side = n.side, guarded = n.guarded, money = n.money
         FROM jsonb_to_recordset($1::jsonb)
           AS n(code text, title text, kind text, side text, guarded boolean, money boolean)
        WHERE a.code = n.code`,
      [JSON.stringify(accounts)],
    );
    await this.#guard(accounts.map(({ code }) => code));
  }

  async rename(code: string, title: string, titledBy: string): Promise<void> {
    await this.change('UPDATE account SET title = $2, titled_by = $3 WHERE code = $1', [code, title, titledBy]);
  }

  async setClosed(code: string, closed: boolean): Promise<void> {
    await this.change('UPDATE account SET closed = $2 WHERE code = $1', [code, closed]);
  }

  async remove(codes: readonly string[]): Promise<void> {
    if (codes.length === 0) return;
    await this.change('DELETE FROM account WHERE code = ANY($1::text[])', [codes]);
    await this.#guard(codes);
  }

  async page({ cursor, limit, kind }: RequestOf<typeof listLedgerAccounts>) {
    const after = cursor === undefined ? '' : pagedByCode.opened(cursor)[0];
    const rows = await this.read<LedgerAccount>(
      `SELECT ${columnsOf(LedgerAccount, 'a')} FROM account a
        WHERE a.code > $1 AND ($2::text[] IS NULL OR a.kind = ANY($2)) ORDER BY a.code LIMIT $3`,
      [after, kind ?? null, limit + 1],
    );
    return pageOf(rows, limit, pagedByCode, ({ code }) => [code]);
  }

  /** Rows of `guarded` for those of the codes that are, and for no others. */
  async #guard(codes: readonly string[]): Promise<void> {
    await this.change(
      `DELETE FROM guarded g WHERE g.account = ANY($1::text[])
          AND NOT EXISTS (SELECT 1 FROM account a WHERE a.code = g.account AND a.guarded)`,
      [codes],
    );
    await this.change(
      `INSERT INTO guarded (account, balance, version)
         SELECT a.code, 0, 0 FROM account a WHERE a.guarded AND a.code = ANY($1::text[]) ON CONFLICT DO NOTHING`,
      [codes],
    );
  }
}
