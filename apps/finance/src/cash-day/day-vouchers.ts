import { Injectable } from '@nestjs/common';
import { amountFenMax, documentsMax, voucherLinesMax, type VoucherContent } from '@bumen/contracts';
import type { Act } from '../acts.ts';
import type { CashDesk } from '../cash-desk/cash-desk.entity.ts';
import type { LineDraft } from '../ledger/draft.ts';
import { VoucherDrafts } from '../voucher/voucher-drafts.ts';
import { depositsOf, differencesOf, drawsOf, payoutsOf, receiptsOf } from './booked-documents.ts';
import type { CashDay } from './cash-day.entity.ts';
import type { Booked, Booking } from './day-bookings.ts';
import { DayDocuments } from './day-documents.repository.ts';

/** The vouchers of a closed day (F-07). Whoever makes them has its row. */
@Injectable()
export class DayVouchers {
  /** Each kind of documents that moves money. */
  readonly #kinds: readonly Booked[];

  constructor(
    documents: DayDocuments,
    private readonly drafts: VoucherDrafts,
  ) {
    const moving = [receiptsOf, depositsOf, drawsOf, payoutsOf];
    this.#kinds = [...moving.map((booked) => booked(documents)), differencesOf];
  }

  /** Once; what was thrown away or made void since is made anew from the same documents. */
  async make(day: CashDay, desk: CashDesk, act: Act): Promise<void> {
    const known = day.voucherIds;
    const standing = known === null ? new Set<string>() : await this.drafts.standing(known);
    const stands = (place: number) => known?.[place] !== undefined && standing.has(known[place]);
    if (known?.every((_, place) => stands(place))) return;
    const bookings = (await Promise.all(this.#kinds.map((booked) => booked(day, desk, act)))).flat();
    const contents = contentsOf(day.day, bookings);
    if (known !== null && known.length !== contents.length)
      throw new Error(`day ${day.id} has ${known.length} vouchers, and its documents ${contents.length}`);
    const made = (
      await this.drafts.draft(
        contents.filter((_, place) => !stands(place)),
        act,
      )
    ).values();
    day.vouched(
      contents.map((_, place) => (stands(place) ? known![place]! : made.next().value!.id)),
      act,
    );
  }
}

/** As few vouchers as their documents and lines allow. */
function contentsOf(day: string, bookings: readonly Booking[]): VoucherContent[] {
  const groups = Map.groupBy(bookings, ({ kind, summary }) => `${kind} ${summary}`);
  return [...groups.values()].flatMap(packed).map((together) => {
    const documents = together.flatMap((one) => one.documents);
    return {
      ...{ kind: together[0]!.kind, day, summary: together[0]!.summary },
      lines: merged(together.flatMap(({ lines }) => lines)),
      ...{ documents, attachmentsCount: documents.length },
    };
  });
}

/** Counted before lines are merged, so that the same documents always come onto the same voucher. */
function packed(bookings: readonly Booking[]): Booking[][] {
  const all: Booking[][] = [];
  let [documents, lines, fen] = [0, 0, 0];
  for (const one of bookings) {
    documents += one.documents.length;
    lines += one.lines.length;
    fen += worthOf(one);
    const last = all.at(-1);
    if (last && documents <= documentsMax && lines <= voucherLinesMax && fen <= amountFenMax) last.push(one);
    else {
      all.push([one]);
      [documents, lines, fen] = [one.documents.length, one.lines.length, worthOf(one)];
    }
  }
  return all;
}
const worthOf = ({ lines }: Booking): number =>
  lines.reduce((sum, { side, amountFen }) => (side === 'debit' ? sum + Math.abs(amountFen) : sum), 0);

/** Debits first; what is on one account for one document or none is one line. */
function merged(lines: readonly LineDraft[]): LineDraft[] {
  const sums = new Map<string, LineDraft>();
  for (const line of lines) {
    const key = [line.side, line.accountCode, line.party ?? '', line.reference ?? ''].join('\n');
    const sum = sums.get(key);
    sums.set(key, sum ? { ...sum, amountFen: sum.amountFen + line.amountFen } : line);
  }
  const of = (side: LineDraft['side']) => [...sums.values()].filter((one) => one.side === side);
  return [...of('debit'), ...of('credit')];
}
