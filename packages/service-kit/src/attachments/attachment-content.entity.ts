import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The bytes of a file, once however often they are attached. They never change; they go with the last who refers. */
@Entity('attachment_content')
@Check('attachment_content_hash', `sha256 ~ '^[0-9a-f]{64}$'`)
@Check('attachment_content_size', 'size > 0 AND size = octet_length(bytes)')
export class AttachmentContent {
  /** 64 hexadecimal digits. */
  @PrimaryColumn('text')
  sha256!: string;

  @Column('text')
  type!: string;

  @Column('int')
  size!: number;

  @Column('bytea')
  bytes!: Buffer;
}
