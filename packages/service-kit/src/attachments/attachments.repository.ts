import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import {
  attachmentNotFound,
  attachmentRefused,
  attachmentsFull,
  attachmentsMax,
  attachmentThere,
  attachmentTypes,
  type attachmentFile,
  type attachmentView,
  type AttachmentType,
  type FileContent,
} from '@bumen/contracts';
import { Repository } from '../aggregate/repository.ts';
import { Words } from '../audit/words.ts';
import { Conflict } from '../transaction/database-error.ts';
import { activeWork } from '../transaction/work.ts';
import { Attachment } from './attachment.entity.ts';
import { keptName } from './file-name.ts';
import { typeOf } from './file-type.ts';

type View = z.output<typeof attachmentView>;
type File = z.output<typeof attachmentFile>;

/** What a file is at: the name of the aggregate's kind, as its events have it, and its id. */
export interface Owner {
  readonly kind: string;
  readonly id: string;
}

/** With those that were removed: what is kept of one that is gone is small, and not nothing. */
const everMax = 4 * attachmentsMax;

const shown = `id, file_name AS "fileName", type, size, sha256, added_by_id AS "addedById",
  added_by_name AS "addedByName", added_at AS "addedAt"`;
type Row = Omit<View, 'addedAt'> & { readonly addedAt: Date };
const viewed = <R extends Row>(row: R) => ({ ...row, addedAt: row.addedAt.toISOString() });

/**
 * Files at aggregates. Whoever adds or removes one has locked its owner and asked it whether that may be, and raises
 * the owner's event in the same transaction, so that its version says what was attached. Who may read a file is who may
 * read its owner: that is asked of the owner first, too.
 */
@Injectable()
export class Attachments extends Repository {
  /**
   * Keeps a file. The bytes are stored once for all. Throws attachmentRefused where they are nothing that may be
   * attached, or something else than their sender says; attachmentThere; attachmentsFull.
   */
  async add(owner: Owner, given: { readonly fileName: string; readonly file: FileContent }): Promise<View> {
    const { bytes } = given.file;
    const type = acceptedType(given.file);
    const work = activeWork();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const [before] = await this.read<{ ever: number; now: number; same: number }>(
      `SELECT count(*)::int AS ever, (count(*) FILTER (WHERE removed_at IS NULL))::int AS now,
         (count(*) FILTER (WHERE removed_at IS NULL AND sha256 = $3))::int AS same
       FROM attachment WHERE owner_kind = $1 AND owner_id = $2`,
      [owner.kind, owner.id, sha256],
    );
    if (before!.same > 0) throw attachmentThere({ sha256 });
    if (before!.now >= attachmentsMax || before!.ever >= everMax)
      throw attachmentsFull({ max: attachmentsMax, everMax });
    await this.#keep(sha256, type, bytes);
    const added = {
      id: work.newId(),
      fileName: keptName(given.fileName, type),
      type,
      size: bytes.length,
      sha256,
      addedById: work.actor,
      addedByName: work.caller.name,
      addedAt: work.now,
    };
    const again = () => new Conflict('another file was attached at the same moment');
    this.insert(
      Attachment,
      [{ ...added, ownerKind: owner.kind, ownerId: owner.id, position: before!.ever + 1, content: sha256 }],
      { attachment_place: again, attachment_once: again },
    );
    this.#tell(owner, 'added', added);
    return viewed(added);
  }

  /**
   * Takes a file away and answers which it was; its bytes go where nobody else refers to them. The row stays with who
   * and why. Throws attachmentNotFound.
   */
  async remove(owner: Owner, attachmentId: string): Promise<View> {
    const work = activeWork();
    const [row] = await this.change<Row>(
      `UPDATE attachment SET content = NULL, removed_by_id = $4, removed_at = $5, removed_reason = $6
       WHERE id = $3 AND owner_kind = $1 AND owner_id = $2 AND removed_at IS NULL RETURNING ${shown}`,
      [owner.kind, owner.id, attachmentId, work.actor, work.now, work.reason ?? null],
    );
    if (!row) throw attachmentNotFound();
    // Whoever attaches the same bytes holds them meanwhile, or waits here and then stores them anew.
    await this.lockRows('SELECT FROM attachment_content WHERE sha256 = $1 FOR UPDATE', [row.sha256]);
    await this.change(
      'DELETE FROM attachment_content WHERE sha256 = $1 AND NOT EXISTS (SELECT FROM attachment WHERE content = $1)',
      [row.sha256],
    );
    this.#tell(owner, 'removed', row);
    return viewed(row);
  }

  /** What is attached now, in the order in which it came. */
  async of(owner: Owner): Promise<View[]> {
    const rows = await this.read<Row>(
      `SELECT ${shown} FROM attachment WHERE owner_kind = $1 AND owner_id = $2 AND removed_at IS NULL
       ORDER BY position LIMIT ${attachmentsMax}`,
      [owner.kind, owner.id],
    );
    return rows.map(viewed);
  }

  /**
   * The bytes of one. That somebody was given them is on the audit trail: nobody knows what stands on a paper, and
   * nothing in it can be masked (P-05). Throws attachmentNotFound.
   */
  async open(owner: Owner, attachmentId: string): Promise<File> {
    const [row] = await this.read<Row & { readonly bytes: Buffer }>(
      `SELECT a.id, file_name AS "fileName", a.type, a.size, a.sha256, added_by_id AS "addedById",
         added_by_name AS "addedByName", added_at AS "addedAt", c.bytes
       FROM attachment a JOIN attachment_content c ON c.sha256 = a.content
       WHERE a.id = $3 AND owner_kind = $1 AND owner_id = $2 AND removed_at IS NULL`,
      [owner.kind, owner.id, attachmentId],
    );
    if (!row) throw attachmentNotFound();
    const { bytes, ...told } = row;
    this.#tell(owner, 'opened', told);
    return { ...viewed(told), bytes: new Uint8Array(bytes) };
  }

  /** Stores the bytes where they aren't, and keeps them from being deleted until this transaction ends. */
  async #keep(sha256: string, type: AttachmentType, bytes: Uint8Array): Promise<void> {
    const hold = () =>
      this.lockRows('SELECT FROM attachment_content WHERE sha256 = $1 FOR KEY SHARE', [sha256]).then(
        (rows) => rows.length > 0,
      );
    if (await hold()) return;
    const stored = await this.change(
      `INSERT INTO attachment_content (sha256, type, size, bytes) VALUES ($1, $2, $3, $4)
       ON CONFLICT (sha256) DO NOTHING RETURNING sha256`,
      [sha256, type, bytes.length, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)],
    );
    if (stored.length > 0 || (await hold())) return;
    throw new Conflict('the same bytes were stored and deleted at the same moment');
  }

  #tell(owner: Owner, what: 'added' | 'removed' | 'opened', one: Omit<Row, 'addedAt'>): void {
    const work = activeWork();
    const { id, type, size, sha256 } = one;
    const facts = { attachmentId: id, fileName: new Words(one.fileName, work.changes.names), type, size, sha256 };
    work.changes.audit(work, {
      aggregate: owner.kind,
      aggregateId: owner.id,
      version: 0,
      before: what === 'removed' ? facts : {},
      after: what === 'removed' ? {} : facts,
      inPassing: true,
    });
  }
}

/** The type by the bytes. Throws attachmentRefused where they are nothing that may be attached, or not what is said. */
function acceptedType({ type: declared, bytes }: FileContent): AttachmentType {
  const found = typeOf(bytes);
  const accepted = [...attachmentTypes];
  if ('why' in found) throw attachmentRefused({ why: found.why, declared, found: null, accepted });
  if (declared === found.type) return found.type;
  const why = {
    zh: `上传时说明的类型是 ${declared},内容却是 ${found.type};请按实际类型上传`,
    en: `It was sent as ${declared} and by its content is ${found.type}; send it as what it is`,
  };
  throw attachmentRefused({ why, declared, found: found.type, accepted });
}
