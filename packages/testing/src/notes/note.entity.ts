import { Column, Entity } from 'typeorm';
import type { z } from 'zod';
import { Aggregate } from '@bumen/service-kit';
import {
  noteAdded,
  noteDone,
  noteFilesChanged,
  noteFinished,
  noteOverdue,
  noteRewritten,
  type noteView,
} from './note-contract.ts';

@Entity('note')
export class Note extends Aggregate {
  @Column('text')
  text!: string;
  @Column('text')
  phone!: string;
  @Column('boolean')
  overdue!: boolean;
  @Column('boolean')
  finished!: boolean;
  @Column('jsonb')
  history!: string[];
  @Column('timestamptz', { nullable: true })
  nextDeadlineAt!: Date | null;

  static add(noteId: string, text: string, phone: string, dueAt: Date | null): Note {
    const note = new Note();
    Object.assign(note, {
      id: noteId,
      text,
      phone,
      overdue: false,
      finished: false,
      history: [text],
      nextDeadlineAt: dueAt,
    });
    note.raise(noteAdded, { noteId, text });
    return note;
  }
  rewrite(text: string): void {
    this.text = text;
    this.history.push(text);
    this.raise(noteRewritten, { noteId: this.id, text });
  }
  finish(): void {
    if (this.finished) throw noteFinished();
    this.finished = true;
    this.raise(noteDone, { noteId: this.id, text: this.text });
  }
  /** A file comes to it, or goes. */
  changeFiles(): void {
    if (this.finished) throw noteFinished();
    this.raise(noteFilesChanged, { noteId: this.id, text: this.text });
  }
  timeIsUp(): void {
    this.overdue = true;
    this.nextDeadlineAt = null;
    this.raise(noteOverdue, { noteId: this.id, text: this.text });
  }
  /** A change that tells nobody, which is a mistake. */
  changeInSecret(): void {
    this.text = 'secret';
  }
  view(): z.output<typeof noteView> {
    return { noteId: this.id, version: this.version, text: this.text, phone: this.phone, overdue: this.overdue };
  }
}
