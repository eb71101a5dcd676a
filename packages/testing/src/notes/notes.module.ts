import { Module } from '@nestjs/common';
import { ServiceKitModule } from '@bumen/service-kit';
import { CreateNotes1800000000000 } from './create-notes.ts';
import { NoteIsOverdue } from './note-is-overdue.deadline.ts';
import { NoteController } from './note.controller.ts';
import { Note } from './note.entity.ts';
import { NoteRepository } from './note.repository.ts';

export const notesKit = ServiceKitModule.forService({
  service: 'tickets',
  entities: [Note],
  migrations: [CreateNotes1800000000000],
});

/** A small service of notes, as services are written; it stands for all of them where the kit itself is tested. */
@Module({ imports: [notesKit], controllers: [NoteController], providers: [NoteRepository, NoteIsOverdue] })
export class NotesModule {}
