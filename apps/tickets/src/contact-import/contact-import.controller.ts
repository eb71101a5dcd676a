import { createHash } from 'node:crypto';
import { Controller } from '@nestjs/common';
import {
  cancelImport,
  getImport,
  listImportRows,
  listImports,
  startImport,
  type RequestOf,
  type ResponseOf,
} from '@bumen/contracts';
import { currentWork, Handles } from '@bumen/service-kit';
import { Acts } from '../acts.ts';
import { ContactImport } from './contact-import.entity.ts';
import { ContactImportRepository } from './contact-import.repository.ts';
import { readCsv } from './csv-file.ts';
import { cellOfRefusal, wordsOfRefusal } from './row-refusal.ts';

@Controller()
export class ContactImportController {
  constructor(
    private readonly imports: ContactImportRepository,
    private readonly acts: Acts,
  ) {}

  /**
   * Stores the rows; they become tickets afterwards, a few at a time. The same file with the same mapping adds nothing
   * while it is being brought in and once it is in.
   */
  @Handles(startImport)
  async start({
    source,
    fileName,
    mapping,
    csv,
  }: RequestOf<typeof startImport>): Promise<ResponseOf<typeof startImport>> {
    const rows = await readCsv(csv, mapping);
    const digest = createHash('sha256').update(JSON.stringify(mapping)).update('\n').update(csv).digest('hex');
    const same = await this.imports.sameAs(source, digest);
    if (same) return importViewOf(same);
    const id = currentWork().newId();
    const given = { id, source, fileName, digest, mapping, rows: rows.length };
    const started = ContactImport.start(given, this.acts.current());
    await this.imports.save(started);
    await this.imports.addRows(started, rows);
    return importViewOf(started);
  }

  @Handles(cancelImport)
  async cancel({ importId }: RequestOf<typeof cancelImport>): Promise<ResponseOf<typeof cancelImport>> {
    const one = await this.imports.lock(importId);
    one.cancel(this.acts.current());
    await this.imports.cancelRows(importId);
    await this.imports.save(one);
    return importViewOf(one);
  }

  @Handles(getImport)
  async get({ importId }: RequestOf<typeof getImport>): Promise<ResponseOf<typeof getImport>> {
    return importViewOf(await this.imports.find(importId));
  }

  @Handles(listImports)
  async list(request: RequestOf<typeof listImports>): Promise<ResponseOf<typeof listImports>> {
    const { items, nextCursor } = await this.imports.list(request);
    return { items: items.map(importViewOf), nextCursor };
  }

  @Handles(listImportRows)
  async listRows(request: RequestOf<typeof listImportRows>): Promise<ResponseOf<typeof listImportRows>> {
    const { startedBy } = await this.imports.find(request.importId);
    const { items, nextCursor } = await this.imports.listRows(request);
    const { zone } = this.acts.current();
    return {
      items: items.map(({ line, outcome, externalId, ticketId, why }) => ({
        line,
        outcome,
        externalId,
        ticketId,
        why: why && wordsOfRefusal(why, zone),
        said: why && cellOfRefusal(why),
      })),
      nextCursor,
      startedBy,
    };
  }
}

function importViewOf(one: ContactImport): ResponseOf<typeof getImport> {
  const { id, version, source, fileName, rows, accepted, refused, startedAt, finishedAt, cancelled, startedBy } = one;
  return {
    id,
    version,
    source,
    fileName,
    rows,
    accepted,
    refused,
    startedBy,
    state: finishedAt === null ? 'running' : cancelled ? 'cancelled' : 'done',
    progressPercent: Math.floor(((accepted + refused) / rows) * 1_000) / 10,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
