import { Problem, type ImportMapping } from '@bumen/contracts';
import { Log, mayPass, MeetsDeadlines, Transactions, type DeadlineHandler, type Work } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { ContactImport } from '../contact-import/contact-import.entity.ts';
import { ContactImportRepository, type Outcome } from '../contact-import/contact-import.repository.ts';
import type { CsvRow } from '../contact-import/csv-file.ts';
import { readContact } from '../contact-import/read-contact.ts';
import type { RowRefusal } from '../contact-import/row-refusal.ts';
import { TicketIntake } from '../ticket/ticket-intake.ts';

/** So many rows are kept together or not at all; few enough that nobody waits long for what they hold. */
const rowsAtOnce = 50;

/**
 * Makes tickets of the next rows of an import (T-01). A row that can't be one is refused with its reason and stops no
 * other.
 */
@MeetsDeadlines(ContactImportRepository, { zh: '导入来访记录', en: 'Import of contacts' })
export class TakeInContacts implements DeadlineHandler<ContactImport> {
  constructor(
    private readonly imports: ContactImportRepository,
    private readonly intake: TicketIntake,
    private readonly transactions: Transactions,
    private readonly acts: Acts,
    private readonly log: Log,
  ) {}

  async timeIsUp(one: ContactImport, work: Work): Promise<void> {
    const rows = await this.imports.waitingRows(one.id, rowsAtOnce);
    const takenIn = await this.imports.takenIn(
      one.source,
      rows.map((row) => idOf(row, one.mapping)).filter((id) => id !== null),
    );
    const outcomes: Outcome[] = [];
    for (const row of rows) {
      const outcome = await this.#takeIn(row, one, takenIn, work);
      if ('ticketId' in outcome && outcome.externalId !== null) takenIn.add(outcome.externalId);
      outcomes.push(outcome);
    }
    await this.imports.settle(one.id, outcomes);
    const accepted = outcomes.filter((outcome) => 'ticketId' in outcome).length;
    one.progress({ accepted, refused: outcomes.length - accepted }, this.acts.current());
  }

  async #takeIn(
    row: CsvRow,
    { id, mapping }: ContactImport,
    takenIn: ReadonlySet<string>,
    work: Work,
  ): Promise<Outcome> {
    const externalId = idOf(row, mapping);
    const refused = (why: RowRefusal): Outcome => ({ line: row.line, externalId, why });
    if (row.cells === null) return refused(row.why);
    if (externalId === null) return refused({ code: 'no_id' });
    if (takenIn.has(externalId)) return refused({ code: 'taken_in_before' });
    const read = readContact(row.cells, mapping, work.now);
    if ('why' in read) return refused(read.why);
    try {
      const { name, actor, correlationId } = work;
      const { ticket } = await this.transactions.run({ name, actor, correlationId }, () =>
        this.intake.open(read.contact, true),
      );
      return { line: row.line, externalId, ticketId: ticket.id };
    } catch (error) {
      if (error instanceof Problem) return refused({ code: 'problem', problem: error.code, details: error.details });
      if (isDataException(error)) return refused({ code: 'not_storable' });
      if (mayPass(error)) throw error;
      // Whatever is the matter with it, no other row and no end of the import waits for it.
      this.log.failure(error, { importId: id, line: row.line }, 'a row of an import could not be taken in');
      return refused({ code: 'not_taken_in' });
    }
  }
}

function idOf(row: CsvRow, mapping: ImportMapping): string | null {
  const id = row.cells?.[mapping.externalId] ?? '';
  return id === '' || id.length > 200 ? null : id;
}

/** PostgreSQL's class 22: the value itself is what it can't store. */
const isDataException = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('22');
