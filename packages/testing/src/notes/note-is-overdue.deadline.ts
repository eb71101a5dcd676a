import { MeetsDeadlines, type Work } from '@bumen/service-kit';
import type { Note } from './note.entity.ts';
import { NoteRepository } from './note.repository.ts';

@MeetsDeadlines(NoteRepository, { zh: '催办', en: 'Reminding' })
export class NoteIsOverdue {
  timeIsUp(note: Note, _work: Work): void {
    note.timeIsUp();
  }
}
