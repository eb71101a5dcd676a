import { Injectable } from '@nestjs/common';
import {
  cashDeskAccountUnfit,
  cashNotEnough,
  cashTooMuch,
  inBoxMaxFen,
  type CashBox,
  type CashInBoxes,
  type CashMoveKind,
} from '@bumen/contracts';
import { Repository } from '@bumen/service-kit';
import { CashBoxBalance, CashMove } from './cash-box.entity.ts';

/** What a document does to a box of a desk. Positive where it comes in. */
export interface BoxMove {
  readonly box: CashBox;
  readonly kind: CashMoveKind;
  readonly documentId: string;
  readonly amountFen: number;
}
/** Where and when boxes are moved. */
export interface MovedOn {
  readonly deskId: string;
  readonly day: string;
  readonly at: Date;
}

/** The boxes of the desks (F-04). Whoever moves one has the desk's row. */
@Injectable()
export class CashBoxes extends Repository {
  /** Both of a new desk, empty. */
  set(deskId: string, accounts: Readonly<Record<CashBox, string>>): void {
    const taken = () => cashDeskAccountUnfit({ accountCode: `${accounts.takings}, ${accounts.petty}` });
    this.insert(
      CashBoxBalance,
      (['takings', 'petty'] as const).map((box) => ({
        ...{ deskId, box, account: accounts[box], balanceFen: '0', moves: 0 },
      })),
      { cash_box_account: taken },
    );
  }

  /** Which of these accounts is that of a box already. */
  async taken(accounts: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.read<{ account: string }>('SELECT account FROM cash_box WHERE account = ANY($1::text[])', [
      accounts,
    ]);
    return new Set(rows.map(({ account }) => account));
  }

  /**
   * Moves boxes, one after the other; answers what is in both then. Throws cashNotEnough where one would fall below
   * nothing, and cashTooMuch where it would hold more than is told to the fen.
   */
  async move({ deskId, day, at }: MovedOn, moves: readonly BoxMove[]): Promise<CashInBoxes> {
    const rows: Partial<CashMove>[] = [];
    for (const { box, kind, documentId, amountFen } of moves) {
      if (amountFen === 0) continue;
      const [row] = await this.change<{ balance: string; seq: number }>(
        `UPDATE cash_box SET balance_fen = balance_fen + $3, moves = moves + 1
          WHERE desk_id = $1 AND box = $2 AND balance_fen + $3 BETWEEN 0 AND $4 RETURNING balance_fen AS balance, moves AS seq`,
        [deskId, box, amountFen, inBoxMaxFen],
      );
      if (!row) throw amountFen < 0 ? cashNotEnough({ box }) : cashTooMuch({ box });
      rows.push({
        ...{ deskId, box, seq: row.seq, day, kind, documentId, at },
        ...{ amountFen: String(amountFen), balanceFen: row.balance },
      });
    }
    this.insert(CashMove, rows);
    return (await this.inBoxes([deskId])).get(deskId)!;
  }

  /** What is in the boxes of these desks. */
  async inBoxes(deskIds: readonly string[]): Promise<ReadonlyMap<string, CashInBoxes>> {
    const rows = await this.read<{ id: string; takings: string; petty: string }>(
      `SELECT desk_id AS id, sum(balance_fen) FILTER (WHERE box = 'takings') AS takings,
          sum(balance_fen) FILTER (WHERE box = 'petty') AS petty
         FROM cash_box WHERE desk_id = ANY($1::uuid[]) GROUP BY desk_id`,
      [deskIds],
    );
    return new Map(
      rows.map(({ id, takings, petty }) => [id, { takingsFen: Number(takings), pettyFen: Number(petty) }]),
    );
  }

  /** Whether anything has moved on that day. */
  async moved(deskId: string, day: string): Promise<boolean> {
    const [row] = await this.read<{ moved: boolean }>(
      'SELECT EXISTS (SELECT FROM cash_move WHERE desk_id = $1 AND day = $2) AS moved',
      [deskId, day],
    );
    return row!.moved;
  }

  /**
   * What was paid in, or came back from the bank, on that day after a moment, in fen. What is given back or made void
   * was there before, or isn't there.
   */
  async cameInAfter(deskId: string, day: string, after: Date): Promise<number> {
    const [row] = await this.read<{ sum: string }>(
      `SELECT coalesce(sum(amount_fen), 0) AS sum FROM cash_move m
        WHERE desk_id = $1 AND day = $2 AND at >= $3 AND kind IN ('receipt', 'deposit_back')
          AND NOT EXISTS (SELECT FROM cash_move v WHERE v.document_id = m.document_id AND v.kind = 'receipt_void')`,
      [deskId, day, after],
    );
    return Number(row!.sum);
  }
}
