import { Injectable } from '@nestjs/common';
import { importNotFound, importView, type listImportRows, type RequestOf } from '@bumen/contracts';
import { AggregateRepository, keepOneOf, readPage } from '@bumen/service-kit';
import { ContactImportRow } from './contact-import-row.entity.ts';
import { ContactImport } from './contact-import.entity.ts';
import type { CsvRow } from './csv-file.ts';
import type { RowRefusal } from './row-refusal.ts';

/** What became of a row. */
export type Outcome = { readonly line: number; readonly externalId: string | null } & (
  | { readonly ticketId: string }
  | { readonly why: RowRefusal }
);
interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

@Injectable()
export class ContactImportRepository extends AggregateRepository<ContactImport> {
  constructor() {
    super(ContactImport, {
      notFound: (id) => importNotFound({ id }),
      view: importView,
      // It says what a customer without a name is called.
      personal: { mapping: 'words' },
      notPersonal: ['digest'],
    });
  }

  /**
   * The import of the same file and mapping that goes on, or that has taken in every row. Where the last one was
   * cancelled or refused a row, the file may be brought in again. Whoever asks the same at the same time waits until
   * this work is done.
   */
  async sameAs(source: string, digest: string): Promise<ContactImport | undefined> {
    const [, found] = await Promise.all([
      this.#alone(source),
      this.read<{ id: string; again: boolean }>(
        `SELECT id, finished_at IS NOT NULL AND refused > 0 AS again FROM contact_import WHERE source = $1
           AND digest = $2 ORDER BY id DESC LIMIT 1`,
        [source, digest],
      ),
    ]);
    return found[0] && !found[0].again ? this.find(found[0].id) : undefined;
  }

  async addRows({ id, source }: ContactImport, rows: readonly CsvRow[]): Promise<void> {
    await this.change(
      `INSERT INTO contact_import_row (import_id, line, source, cells, why, outcome)
       SELECT $1, r.line, $2, r.cells, r.why, 'waiting'
         FROM unnest($3::int[], $4::jsonb[], $5::jsonb[]) AS r(line, cells, why)`,
      [
        id,
        source,
        rows.map((row) => row.line),
        rows.map((row) => (row.cells === null ? null : JSON.stringify(row.cells))),
        rows.map((row) => (row.why === null ? null : JSON.stringify(row.why))),
      ],
    );
  }

  async waitingRows(importId: string, limit: number): Promise<CsvRow[]> {
    return this.read<CsvRow>(
      `SELECT line, cells, why FROM contact_import_row WHERE import_id = $1 AND outcome = 'waiting' ORDER BY line LIMIT $2`,
      [importId, limit],
    );
  }

  /** Which of these ids the source has brought in before. Two imports of one source can't ask at once. */
  async takenIn(source: string, externalIds: readonly string[]): Promise<Set<string>> {
    const [, rows] = await Promise.all([
      this.#alone(source),
      this.read<{ external_id: string }>(
        `SELECT external_id FROM contact_import_row WHERE source = $1 AND outcome = 'accepted'
           AND external_id = ANY($2::text[])`,
        [source, externalIds],
      ),
    ]);
    return new Set(rows.map((row) => row.external_id));
  }

  async settle(importId: string, outcomes: readonly Outcome[]): Promise<void> {
    await this.change(
      `UPDATE contact_import_row r SET outcome = CASE WHEN o.ticket_id IS NULL THEN 'refused'
         ELSE 'accepted' END, external_id = o.external_id, ticket_id = o.ticket_id, why = o.why, cells = NULL
         FROM unnest($2::int[], $3::text[], $4::uuid[], $5::jsonb[]) AS o(line, external_id, ticket_id, why)
           WHERE r.import_id = $1 AND r.line = o.line`,
      [
        importId,
        outcomes.map((one) => one.line),
        outcomes.map((one) => one.externalId),
        outcomes.map((one) => ('ticketId' in one ? one.ticketId : null)),
        outcomes.map((one) => ('why' in one ? JSON.stringify(one.why) : null)),
      ],
    );
  }

  /** Every row that waits is refused, and what stood in it is forgotten. */
  async cancelRows(importId: string): Promise<void> {
    const why: RowRefusal = { code: 'cancelled' };
    await this.change(
      `UPDATE contact_import_row SET outcome = 'refused', why = coalesce(why, $2), cells = NULL
        WHERE import_id = $1 AND outcome = 'waiting'`,
      [importId, JSON.stringify(why)],
    );
  }

  async list(request: { readonly cursor?: string | undefined; readonly limit: number }): Promise<Page<ContactImport>> {
    return readPage(this.select(ContactImport, 'import'), request, { by: ['id'], direction: 'desc' }, (one) => one);
  }

  async listRows({ importId, outcome, ...request }: RequestOf<typeof listImportRows>): Promise<Page<ContactImportRow>> {
    const query = this.select(ContactImportRow, 'row').where('row.importId = :importId', { importId });
    keepOneOf(query, { outcome });
    return readPage(query, request, { by: ['line'], direction: 'asc' }, (row) => row);
  }

  async #alone(source: string): Promise<void> {
    await this.lockRows('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`import ${source}`]);
  }
}
