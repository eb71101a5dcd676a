import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The bytes of a file, once however often they are attached. They never change; they go with the last who refers. */
@Entity('attachment_content')
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
