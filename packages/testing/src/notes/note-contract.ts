import { z } from 'zod';
import {
  attaching,
  attachingBody,
  attachingProblems,
  attachmentFile,
  attachmentNotFound,
  attachmentViews,
  command,
  event,
  id,
  invalidCursor,
  page,
  pageRequest,
  personal,
  problem,
  prose,
  query,
  reason,
  version,
} from '@bumen/contracts';

export const noteView = z.object({
  noteId: id,
  version,
  text: z.string(),
  phone: personal('phone', z.string()),
  overdue: z.boolean(),
});
export const noteWithFiles = noteView.extend({ attachments: attachmentViews });
export const noteNotFound = problem({
  code: 'note_not_found',
  status: 404,
  title: { zh: '没有这条记录', en: 'No such note' },
  detail: { zh: '没有', en: 'There is none' },
});
export const noteTextTaken = problem({
  code: 'note_text_taken',
  status: 409,
  title: { zh: '内容重复', en: 'The text is taken' },
  detail: { zh: '重复', en: 'Another note says the same' },
});
export const noteFinished = problem({
  code: 'note_finished',
  status: 409,
  title: { zh: '已完成', en: 'Finished' },
  detail: { zh: '已完成', en: 'It is finished already' },
});
const roles = ['agent'] as const;
const summary = { zh: '记录', en: 'Note' };

export const addNote = command({
  name: 'tickets.note.add',
  roles,
  status: 201,
  problems: [noteTextTaken],
  summary,
  response: noteView,
  request: z.object({ text: prose(200), phone: z.string().max(20), dueAt: z.iso.datetime().optional() }),
});
export const rewriteNote = command({
  name: 'tickets.note.rewrite',
  http: 'PUT /tickets/notes/:noteId',
  roles,
  problems: [noteNotFound],
  summary,
  response: noteView,
  request: z.object({ noteId: id, text: prose(200), reason: reason.optional() }),
});
/** Loads, lets others pass, and saves without a lock. */
export const rewriteNoteSlowly = command({
  name: 'tickets.note.rewrite_slowly',
  roles,
  problems: [noteNotFound],
  summary,
  response: noteView,
  request: z.object({ noteId: id, text: prose(200) }),
});
export const finishNote = command({
  name: 'tickets.note.finish',
  roles,
  problems: [noteNotFound, noteFinished],
  summary,
  response: noteView,
  request: z.object({ noteId: id }),
});
export const revealNote = command({
  name: 'tickets.note.reveal',
  roles,
  problems: [noteNotFound],
  summary,
  response: noteView,
  reveals: true,
  request: z.object({ noteId: id, reason }),
});
export const showNote = query({
  name: 'tickets.note.show',
  roles,
  problems: [noteNotFound],
  summary,
  response: noteView,
  request: z.object({ noteId: id }),
});
export const listNotes = query({
  name: 'tickets.note.list',
  roles,
  problems: [invalidCursor],
  summary,
  response: page(noteView),
  request: pageRequest,
});
export const attachToNote = command({
  name: 'tickets.note.attach',
  http: 'POST /tickets/notes/:noteId/attachments',
  roles,
  ...attachingBody,
  problems: [noteNotFound, noteFinished, ...attachingProblems],
  summary,
  response: noteWithFiles,
  request: z.object({ noteId: id, ...attaching }),
});
export const removeFromNote = command({
  name: 'tickets.note.remove_attachment',
  http: 'POST /tickets/notes/:noteId/attachments/:attachmentId/remove',
  roles,
  problems: [noteNotFound, noteFinished, attachmentNotFound],
  summary,
  response: noteWithFiles,
  request: z.object({ noteId: id, attachmentId: id, reason }),
});
export const openNoteAttachment = command({
  name: 'tickets.note.open_attachment',
  http: 'GET /tickets/notes/:noteId/attachments/:attachmentId',
  roles,
  problems: [noteNotFound, attachmentNotFound],
  summary,
  response: attachmentFile,
  request: z.object({ noteId: id, attachmentId: id }),
});
/** Fails in the way that is asked for. */
export const failNote = command({
  name: 'tickets.note.fail',
  roles,
  problems: [],
  summary,
  response: z.null(),
  request: z.object({
    how: z.enum(['error', 'swallowed', 'wrong_answer', 'bad_text', 'unaudited', 'deadlock', 'backend_lost']),
  }),
});
export const tellTime = query({
  name: 'tickets.note.tell_time',
  roles: 'anyone',
  problems: [],
  summary,
  response: z.object({ now: z.iso.datetime(), caller: z.string() }),
  request: z.object({}),
});

const noteData = z.object({ noteId: id, text: z.string() });
export const noteAdded = event({
  name: 'tickets.note.added',
  version: 1,
  audience: 'departments',
  visibleTo: roles,
  data: noteData,
  summary,
});
export const noteRewritten = event({
  name: 'tickets.note.rewritten',
  version: 1,
  audience: 'services',
  visibleTo: roles,
  data: noteData,
  summary,
});
export const noteOverdue = event({
  name: 'tickets.note.overdue',
  version: 1,
  audience: 'services',
  visibleTo: roles,
  data: noteData,
  summary,
});
export const noteDone = event({
  name: 'tickets.note.finished',
  version: 1,
  audience: 'services',
  visibleTo: roles,
  data: noteData,
  summary,
});
export const noteFilesChanged = event({
  name: 'tickets.note.files_changed',
  version: 1,
  audience: 'services',
  visibleTo: roles,
  data: noteData,
  summary,
});
