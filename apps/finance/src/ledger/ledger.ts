import { Injectable } from '@nestjs/common';
import {
  homeCurrency,
  journalNotFound,
  reversalNotReversed,
  reversedAlready,
  type JournalKind,
} from '@bumen/contracts';
import { currentWork } from '@bumen/service-kit';
import { digestOf } from './digest.ts';
import { monthOf, movesOf, refuseUnfit, type Books, type JournalDraft, type LineDraft } from './draft.ts';
import type { Entry } from './entry.entity.ts';
import { JournalReader } from './journal-reader.repository.ts';
import type { Journal } from './journal.entity.ts';
import { LedgerRepository, type Moves } from './ledger.repository.ts';
import { Posting } from './posting.entity.ts';
import { PostingRepository } from './posting.repository.ts';

/** A journal as it was posted. */
export interface PostedJournal {
  readonly journalId: string;
  readonly month: string;
  readonly digest: string;
}
/** How a journal is undone: on which day, and by which voucher. */
export type Reversal = Pick<JournalDraft, 'day' | 'voucherId' | 'voucherDigest' | 'summary'>;
type Asked = Omit<JournalDraft, 'kind'> & { readonly kind: JournalKind; readonly reverses: string | null };

/**
 * The ledger (F-01): where everything is posted, inside the transaction of the command that posts it. Rows are locked
 * in one order: whatever the command has locked, months, guarded balances by code.
 */
@Injectable()
export class Ledger {
  constructor(
    private readonly repository: LedgerRepository,
    private readonly reader: JournalReader,
    private readonly postings: PostingRepository,
  ) {}

  async post(draft: JournalDraft): Promise<PostedJournal> {
    return (await this.postAll([draft]))[0]!;
  }

  /** Posts several in this order; all of them or none. */
  postAll(drafts: readonly JournalDraft[]): Promise<PostedJournal[]> {
    return this.#post(drafts.map((draft) => ({ ...draft, reverses: null })));
  }

  /** Undoes a journal in red, on the same sides: whole, once, and never a reversal. */
  async reverse(journalId: string, reversal: Reversal): Promise<PostedJournal> {
    return (await this.#post([await this.#reversalOf(journalId, reversal)]))[0]!;
  }

  /**
   * Throws what would keep it from ever being posted as it is, and keeps its month from being closed before the
   * transaction ends. It tells nothing of what is on an account: who counts the cash may ask, too (F-08).
   */
  async refuseUnfit(...drafts: readonly Pick<Asked, 'day' | 'kind' | 'lines'>[]): Promise<void> {
    const months = [...new Set(drafts.map(({ day }) => monthOf(day)))];
    const books = await this.repository.hold(months, codesOf(drafts));
    for (const draft of drafts) refuseUnfit(draft, books);
  }

  /** Throws what would keep it from being posted now; for looking only, since things may change. */
  async check(draft: Pick<JournalDraft, 'day' | 'kind' | 'lines'>): Promise<void> {
    await this.#check({ ...draft, voucherId: null, summary: '', reverses: null });
  }
  async checkReversal(journalId: string, day: string): Promise<void> {
    await this.#check(await this.#reversalOf(journalId, { day, voucherId: null, summary: '' }));
  }

  async #check(asked: Asked): Promise<void> {
    const books = await this.repository.look([monthOf(asked.day)], codesOf([asked]));
    refuseUnfit(asked, books);
    await this.repository.holdEnough(movesOf(asked.lines, guardedIn(books)));
  }

  async #reversalOf(journalId: string, { summary, ...given }: Reversal): Promise<Asked> {
    const found = await this.reader.find(journalId);
    if (!found) throw journalNotFound({ id: journalId });
    if (found.kind === 'reversal') throw reversalNotReversed();
    if (found.reversedById !== null) throw reversedAlready({ id: journalId });
    const lines = found.lines.map(({ accountCode, side, amountFen, foreignAmount, party, reference }) => ({
      ...{ accountCode, side, party, reference },
      amountFen: -amountFen,
      foreignAmount: foreignAmount === null ? null : -foreignAmount,
    }));
    return { ...given, summary, lines, kind: 'reversal', reverses: journalId };
  }

  async #post(drafts: readonly Asked[]): Promise<PostedJournal[]> {
    if (drafts.length === 0) return [];
    const { newId } = currentWork();
    const postingId = newId();
    const asked = drafts.map((draft) => ({ draft, id: newId() }));
    const months = [...new Set(drafts.map(({ day }) => monthOf(day)))];
    const many = drafts.length > fewMax;
    const books = await this.repository.hold(months, codesOf(drafts));
    for (const draft of drafts) refuseUnfit(draft, books);
    const written = asked.map(({ draft, id }) => rowsOf(id, postingId, draft, books));
    const journals = written.map(({ journal }) => journal);
    for (const { day, lines } of drafts) this.repository.addToTotals(monthOf(day), lines);
    const keep = () =>
      this.repository.keep(
        journals,
        written.flatMap(({ entries }) => entries),
      );
    // What takes long is written before balances are locked, and what doesn't together with the commit.
    if (many) keep();
    await this.repository.move(movesOfAll(asked, guardedIn(books)));
    if (!many) keep();
    const told = journals.map(({ id: journalId, month, kind, voucherId, digest }) => ({
      ...{ journalId, month, kind, voucherId, digest },
    }));
    await this.postings.save(Posting.of(postingId, told));
    return told.map(({ journalId, month, digest }) => ({ journalId, month, digest }));
  }
}

/** More than so many take long to be written. */
const fewMax = 8;

const guardedIn =
  ({ accounts }: Books) =>
  (code: string): boolean =>
    accounts.get(code)!.guarded;

function movesOfAll(
  asked: readonly { readonly id: string; readonly draft: Asked }[],
  isGuarded: (code: string) => boolean,
): Moves {
  const moves = new Map<string, { journalId: string; amount: number }[]>();
  for (const { id: journalId, draft } of asked)
    for (const [account, amount] of movesOf(draft.lines, isGuarded)) {
      const all = moves.get(account);
      if (all) all.push({ journalId, amount });
      else moves.set(account, [{ journalId, amount }]);
    }
  return moves;
}

const codesOf = (drafts: readonly Pick<Asked, 'lines'>[]): string[] => [
  ...new Set(drafts.flatMap(({ lines }) => lines.map(({ accountCode }) => accountCode))),
];

function rowsOf(
  id: string,
  postingId: string,
  { day, kind, voucherId, voucherDigest = null, reverses, summary, lines }: Asked,
  { accounts }: Books,
): { journal: Journal; entries: Entry[] } {
  const { actor, now, correlationId } = currentWork();
  const entries = lines.map((line, index) => entryOf(id, index + 1, day, line, accounts));
  const head = {
    ...{ id, postingId, month: monthOf(day), day, kind, voucherId, voucherDigest, reverses, summary },
    lines: lines.length,
    ...{ postedBy: actor, postedAt: now, correlationId },
  };
  return { journal: { ...head, digest: digestOf(head, entries) }, entries };
}

function entryOf(
  journalId: string,
  line: number,
  day: string,
  { accountCode: account, side, amountFen, foreignAmount, party, reference }: LineDraft,
  accounts: Books['accounts'],
): Entry {
  return {
    ...{ journalId, line, day, account, side, amountFen: String(amountFen), party, reference },
    currency: accounts.get(account)?.currency ?? homeCurrency,
    foreignAmount: foreignAmount === null ? null : String(foreignAmount),
  };
}
