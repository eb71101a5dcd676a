import { Injectable } from '@nestjs/common';
import { AggregateRepository, readPage } from '@bumen/service-kit';
import { noteNotFound, noteTextTaken, noteView } from './note-contract.ts';
import { gate } from './note-gate.ts';
import { Note } from './note.entity.ts';

@Injectable()
export class NoteRepository extends AggregateRepository<Note> {
  constructor() {
    super(Note, {
      notFound: () => noteNotFound(),
      view: noteView,
      notPersonal: ['text', 'history'],
      unique: { note_text: () => noteTextTaken() },
    });
  }
  async deadlock(first: number, second: number): Promise<void> {
    await this.lockRows('SELECT pg_advisory_xact_lock($1)', [first]);
    await gate.pass();
    await this.lockRows('SELECT pg_advisory_xact_lock($1)', [second]);
  }
  async loseBackend(): Promise<void> {
    await this.read('SELECT pg_terminate_backend(pg_backend_pid())');
  }
  async storeNul(): Promise<void> {
    await this.read(`SELECT $1::jsonb`, ['"\\u0000"']);
  }
  async failInSecret(): Promise<void> {
    await this.read('SELECT 1 / 0 AS nothing').catch(() => undefined);
  }
  page(request: { cursor?: string | undefined; limit: number }) {
    return readPage(this.select(Note, 'note'), request, { by: ['id'], direction: 'asc' }, (note) => note.view());
  }
}
