export * from './note-contract.ts';
export { gate } from './note-gate.ts';
export { NoteController } from './note.controller.ts';
export { Note } from './note.entity.ts';
export { NoteRepository } from './note.repository.ts';
export { notesKit, NotesModule } from './notes.module.ts';
