import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { AttachmentContent } from './attachment-content.entity.ts';

/** A file at an aggregate. A row stays when the file is removed, and says who removed it and why (P-06). */
@Entity('attachment')
@Check(
  'attachment_whole',
  `CASE WHEN removed_at IS NULL THEN content IS NOT NULL AND content = sha256 AND removed_by_id IS NULL
    ELSE content IS NULL AND removed_by_id IS NOT NULL END`,
)
@Index('attachment_place', ['ownerKind', 'ownerId', 'position'], { unique: true })
@Index('attachment_once', ['ownerKind', 'ownerId', 'sha256'], { unique: true, where: 'removed_at IS NULL' })
@Index('attachment_content_of', ['content'])
export class Attachment {
  @PrimaryColumn('uuid')
  id!: string;

  /** What kind of aggregate it is at, by its name in events. */
  @Column('text')
  ownerKind!: string;

  @Column('uuid')
  ownerId!: string;

  /** From 1, in the order in which they came, those that were removed counted too. */
  @Column('int')
  position!: number;

  @Column('text')
  fileName!: string;

  @Column('text')
  type!: string;

  @Column('int')
  size!: number;

  @Column('text')
  sha256!: string;

  /** Its bytes; null once it is removed. */
  @Column('text', { nullable: true })
  @ForeignKey(() => AttachmentContent, { name: 'attachment_content_fkey' })
  content!: string | null;

  @Column('text')
  addedById!: string;

  @Column('text')
  addedByName!: string;

  @Column('timestamptz')
  addedAt!: Date;

  @Column('text', { nullable: true })
  removedById!: string | null;

  @Column('timestamptz', { nullable: true })
  removedAt!: Date | null;

  @Column('text', { nullable: true })
  removedReason!: string | null;
}
