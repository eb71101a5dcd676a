import { Controller } from '@nestjs/common';
import {
  amendOpening,
  approveOpening,
  draftOpening,
  getOpening,
  openingWithoutMonth,
  postOpening,
  submitOpening,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { Acts, Handles, type Act } from '@bumen/service-kit';
import { AccountRepository } from '../chart/account.repository.ts';
import { Ledger } from '../ledger/ledger.ts';
import { Opening, openingId as theOnlyOne } from './opening.entity.ts';
import { OpeningRepository } from './opening.repository.ts';
import { openingSummaryOf, openingViewOf } from './opening.view.ts';

type Summary = ResponseOf<typeof draftOpening>;

/** Books are kept in Chinese (会计法, 22). */
const summary = '期初余额';

/** Rows are locked in one order everywhere: opening, months, guarded balances. */
@Controller()
export class OpeningController {
  constructor(
    private readonly openings: OpeningRepository,
    private readonly accounts: AccountRepository,
    private readonly ledger: Ledger,
    private readonly acts: Acts,
  ) {}

  @Handles(draftOpening)
  draft(content: RequestOf<typeof draftOpening>): Promise<Summary> {
    const act = this.acts.current();
    return this.#saved(Opening.draft(content, act), act);
  }

  @Handles(amendOpening)
  amend({ openingId, ...content }: RequestOf<typeof amendOpening>): Promise<Summary> {
    return this.#change(openingId, (opening, act) => opening.amend(content, act));
  }

  @Handles(submitOpening)
  submit({ openingId }: RequestOf<typeof submitOpening>): Promise<Summary> {
    return this.#change(openingId, async (opening, act) => {
      opening.refuseUnlessPossible('submit', act);
      const codes = [...new Set(opening.lines.map(({ accountCode }) => accountCode))];
      const [money, firstDay] = [await this.accounts.moneyAmong(codes), await this.#firstDay()];
      opening.submit({ money, firstDay }, act);
      const draft = { day: firstDay, kind: 'opening', lines: opening.lines } as const;
      await this.ledger.refuseUnfit(draft);
      await this.ledger.check(draft);
    });
  }

  @Handles(approveOpening)
  approve({ openingId }: RequestOf<typeof approveOpening>): Promise<Summary> {
    return this.#change(openingId, (opening, act) => opening.approve(act));
  }

  @Handles(postOpening)
  post({ openingId }: RequestOf<typeof postOpening>): Promise<Summary> {
    return this.#change(openingId, async (opening, act) => {
      opening.refuseUnlessPossible('post', act);
      const draft = { day: await this.#firstDay(), kind: 'opening', voucherId: null, summary } as const;
      opening.post((await this.ledger.post({ ...draft, lines: opening.lines })).journalId, act);
    });
  }

  @Handles(getOpening)
  async get(): Promise<ResponseOf<typeof getOpening>> {
    return openingViewOf(await this.openings.find(theOnlyOne), this.acts.current());
  }

  /** No earlier month is ever opened, so it stays the first. */
  async #firstDay(): Promise<string> {
    const month = await this.openings.firstMonth();
    if (month === undefined) throw openingWithoutMonth();
    return `${month}-01`;
  }

  async #change(openingId: string, change: (opening: Opening, act: Act) => void | Promise<void>): Promise<Summary> {
    const act = this.acts.current();
    const opening = await this.openings.lock(openingId);
    await change(opening, act);
    return this.#saved(opening, act);
  }

  async #saved(opening: Opening, act: Act): Promise<Summary> {
    await this.openings.save(opening);
    return openingSummaryOf(opening, act);
  }
}
