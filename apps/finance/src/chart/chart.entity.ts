import { Column, Entity } from 'typeorm';
import {
  codeAbove,
  homeCurrency,
  ledgerAccountAdded,
  ledgerAccountClosed,
  ledgerAccountExists,
  ledgerAccountHasParts,
  ledgerAccountNotFound,
  ledgerAccountPosted,
  ledgerAccountRenamed,
  standardAmbiguous,
  standardLoaded,
  type StandardAccount,
} from '@bumen/contracts';
import { Aggregate } from '@bumen/service-kit';
import type { LedgerAccount } from './account.entity.ts';

/** A chart of accounts as a standard has it. */
export interface Standard {
  readonly standard: string;
  readonly source: string;
  readonly accounts: readonly StandardAccount[];
}
/** What becomes of the accounts. */
export interface ChartChanges {
  readonly added: readonly LedgerAccount[];
  readonly changed: readonly LedgerAccount[];
  readonly removed: readonly string[];
}

/** The only one; the migration makes it. */
export const chartId = '019c0000-0000-7000-8000-000000000001';

/**
 * The chart of accounts (F-01): one, with the accounts of a standard and those that were added below them. Its row is
 * the lock under which accounts and months are added.
 */
@Entity('chart')
export class Chart extends Aggregate {
  @Column('text', { nullable: true })
  readonly standard!: string | null;

  @Column('text', { nullable: true })
  readonly source!: string | null;

  /**
   * Takes a standard in the place of the one before. `posted`: codes to which something is posted; these stay as they
   * are, and so does what has parts that were added here.
   */
  load(wanted: Standard, accounts: readonly LedgerAccount[], posted: ReadonlySet<string>): ChartChanges {
    const codes = wanted.accounts.map(({ code }) => code);
    const twice = [...new Set(codes.filter((code, index) => codes.indexOf(code) !== index))];
    if (twice.length > 0) throw standardAmbiguous({ codes: twice });
    const before = new Map(accounts.map((one) => [one.code, one]));
    const after = new Map(
      wanted.accounts.map((one) => [one.code, { ...one, above: null, currency: homeCurrency, closed: false }]),
    );
    const removed = accounts.filter((one) => one.above === null && !after.has(one.code)).map(({ code }) => code);
    const withParts = new Set(accounts.flatMap(({ above }) => above ?? []));
    const changed = [...after.values()].flatMap((one) => {
      const old = before.get(one.code);
      const same =
        old && (['title', 'kind', 'side', 'guarded', 'money'] as const).every((key) => old[key] === one[key]);
      return old && !same
        ? [
            {
              ...one,
              addedBy: null,
              titledBy: null,
              standsElse: (['side', 'kind', 'guarded', 'money'] as const).some((key) => old[key] !== one[key]),
            },
          ]
        : [];
    });
    const touched = [...removed, ...changed.filter(({ standsElse }) => standsElse).map(({ code }) => code)];
    const used = touched.filter((code) => posted.has(code));
    if (used.length > 0) throw ledgerAccountPosted({ codes: used });
    const above = touched.filter((code) => withParts.has(code));
    if (above.length > 0) throw ledgerAccountHasParts({ codes: above });
    const closed = removed.filter((code) => before.get(code)!.closed);
    if (closed.length > 0) throw ledgerAccountClosed({ codes: closed });
    const added = [...after.values()]
      .filter(({ code }) => !before.has(code))
      .map((one) => ({ ...one, addedBy: null, titledBy: null }));
    const { standard, source } = wanted;
    Object.assign(this, { standard, source });
    const counts = { added: added.length, changed: changed.length, removed: removed.length };
    this.raise(standardLoaded, { standard, source, ...counts });
    return { added, changed: changed.map(({ standsElse: _, ...one }) => one), removed };
  }

  /** Adds an account below the one that its code names. `isPosted`: something is posted to that one. */
  add(
    { code, title, currency }: Pick<LedgerAccount, 'code' | 'title' | 'currency'>,
    { taken, above, isPosted }: { taken: boolean; above: LedgerAccount | undefined; isPosted: boolean },
    addedBy: string,
  ): LedgerAccount {
    if (taken) throw ledgerAccountExists({ code });
    if (!above) throw ledgerAccountNotFound({ code: codeAbove(code)! });
    if (above.closed) throw ledgerAccountClosed({ codes: [above.code] });
    if (isPosted) throw ledgerAccountPosted({ codes: [above.code] });
    this.raise(ledgerAccountAdded, { code, title, currency });
    const { kind, side, guarded, money } = above;
    const by = { addedBy, titledBy: addedBy };
    return { code, title, currency, above: above.code, kind, side, guarded, money, closed: false, ...by };
  }

  rename({ code, title: formerTitle }: LedgerAccount, title: string): void {
    this.raise(ledgerAccountRenamed, { code, title, formerTitle });
  }
}
