import { Controller } from '@nestjs/common';
import type { RequestOf, ResponseOf } from '@bumen/contracts';
import { Acts, Attachments, audit, currentWork, Handles } from '@bumen/service-kit';
import {
  addNote,
  attachToNote,
  openNoteAttachment,
  removeFromNote,
  rewriteNote,
  rewriteNoteSlowly,
  finishNote,
  revealNote,
  showNote,
  listNotes,
  failNote,
  tellTime,
} from './note-contract.ts';
import { gate } from './note-gate.ts';
import { Note } from './note.entity.ts';
import { NoteRepository } from './note.repository.ts';

let lockTurn = 0;

@Controller()
export class NoteController {
  constructor(
    private readonly notes: NoteRepository,
    private readonly acts: Acts,
    private readonly attachments: Attachments,
  ) {}

  @Handles(addNote)
  async add({ text, phone, dueAt }: RequestOf<typeof addNote>): Promise<ResponseOf<typeof addNote>> {
    await gate.pass();
    const note = Note.add(currentWork().newId(), text, phone, dueAt === undefined ? null : new Date(dueAt));
    await this.notes.save(note);
    return note.view();
  }
  @Handles(rewriteNote)
  async rewrite({ noteId, text }: RequestOf<typeof rewriteNote>): Promise<ResponseOf<typeof rewriteNote>> {
    const note = await this.notes.lock(noteId);
    note.rewrite(text);
    await this.notes.save(note);
    return note.view();
  }
  @Handles(rewriteNoteSlowly)
  async rewriteSlowly({
    noteId,
    text,
  }: RequestOf<typeof rewriteNoteSlowly>): Promise<ResponseOf<typeof rewriteNoteSlowly>> {
    const note = await this.notes.find(noteId);
    await gate.pass();
    note.rewrite(text);
    await this.notes.save(note);
    return note.view();
  }
  @Handles(finishNote)
  async finish({ noteId }: RequestOf<typeof finishNote>): Promise<ResponseOf<typeof finishNote>> {
    await gate.pass();
    const note = await this.notes.lock(noteId);
    note.finish();
    await this.notes.save(note);
    return note.view();
  }
  @Handles(attachToNote)
  async attach({ noteId, ...given }: RequestOf<typeof attachToNote>): Promise<ResponseOf<typeof attachToNote>> {
    await gate.pass();
    const note = await this.notes.lock(noteId);
    note.changeFiles();
    await this.attachments.add(ownerOf(note), given);
    await this.notes.save(note);
    return this.#withFiles(note);
  }
  @Handles(removeFromNote)
  async removeAttachment({
    noteId,
    attachmentId,
  }: RequestOf<typeof removeFromNote>): Promise<ResponseOf<typeof removeFromNote>> {
    await gate.pass();
    const note = await this.notes.lock(noteId);
    note.changeFiles();
    await this.attachments.remove(ownerOf(note), attachmentId);
    await this.notes.save(note);
    return this.#withFiles(note);
  }
  @Handles(openNoteAttachment)
  async openAttachment({
    noteId,
    attachmentId,
  }: RequestOf<typeof openNoteAttachment>): Promise<ResponseOf<typeof openNoteAttachment>> {
    return this.attachments.open(ownerOf(await this.notes.find(noteId)), attachmentId);
  }
  @Handles(revealNote)
  async reveal({ noteId }: RequestOf<typeof revealNote>): Promise<ResponseOf<typeof revealNote>> {
    const note = await this.notes.find(noteId);
    audit({ aggregate: 'note', aggregateId: noteId, version: note.version, facts: { shown: ['phone'] } });
    return note.view();
  }
  @Handles(showNote)
  async show({ noteId }: RequestOf<typeof showNote>): Promise<ResponseOf<typeof showNote>> {
    return (await this.notes.find(noteId)).view();
  }
  @Handles(listNotes)
  list(request: RequestOf<typeof listNotes>): Promise<ResponseOf<typeof listNotes>> {
    return this.notes.page(request);
  }
  @Handles(failNote)
  async fail({ how }: RequestOf<typeof failNote>): Promise<ResponseOf<typeof failNote>> {
    const note = Note.add(currentWork().newId(), `fails ${how}`, '13812345678', null);
    switch (how) {
      case 'error':
        await this.notes.save(note);
        throw new Error('a mistake that concerns 13812345678');
      case 'swallowed':
        await this.notes.save(note);
        await this.notes.failInSecret();
        return null;
      case 'wrong_answer':
        await this.notes.save(note);
        return 'not null' as unknown as null;
      case 'bad_text':
        await this.notes.storeNul();
        return null;
      case 'unaudited':
        await this.notes.save(note);
        note.changeInSecret();
        await this.notes.save(note);
        return null;
      case 'deadlock': {
        const turn = lockTurn++ % 2;
        await this.notes.deadlock(1 + turn, 2 - turn);
        return null;
      }
      case 'backend_lost':
        await this.notes.save(note);
        await this.notes.loseBackend();
        return null;
    }
  }
  @Handles(tellTime)
  tell(): ResponseOf<typeof tellTime> {
    const { at, by } = this.acts.current();
    return { now: at.toISOString(), caller: by.id };
  }

  async #withFiles(note: Note): Promise<ResponseOf<typeof attachToNote>> {
    return { ...note.view(), attachments: await this.attachments.of(ownerOf(note)) };
  }
}

const ownerOf = ({ id }: Note) => ({ kind: 'note', id });
