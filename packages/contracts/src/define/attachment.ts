import { z } from 'zod';
import { choice } from './choice.ts';
import { fileOf } from './file.ts';
import { handledBy, personalField } from './personal.ts';
import { problem } from './problem.ts';
import { id, lineAsItIs, text } from './shapes.ts';

/**
 * What may be attached: what papers and photographs of papers come as, and electronic invoices (OFD, XML). Nothing that
 * runs or that a browser would take for a page.
 */
export const attachmentType = choice({
  'application/pdf': { zh: 'PDF 文件', en: 'PDF' },
  'image/png': { zh: 'PNG 图片', en: 'PNG picture' },
  'image/jpeg': { zh: 'JPEG 图片', en: 'JPEG picture' },
  'image/webp': { zh: 'WebP 图片', en: 'WebP picture' },
  'application/ofd': { zh: 'OFD 电子发票', en: 'OFD document' },
  'text/xml': { zh: 'XML 电子发票', en: 'XML invoice' },
});
export type AttachmentType = z.output<typeof attachmentType>;
export const attachmentTypes: readonly AttachmentType[] = attachmentType.options;

/** A body of this size passes through gateway, broker and database as one message. */
export const attachmentBytesMax = 5_000_000;
/** At one aggregate at a time; a voucher with more papers has them scanned into one. */
export const attachmentsMax = 50;

/** What people called a file may say whom it is about. */
export const attachmentName = personalField('words', lineAsItIs(255));

/** What a request that attaches has, beside the id of what it attaches to. */
export const attaching = { fileName: attachmentName.entered, file: fileOf(attachmentType, attachmentBytesMax) };
/** What such a command says of its body. */
export const attachingBody = { status: 201, fileField: 'file', bodyLimit: attachmentBytesMax } as const;

/** A file at something; its bytes are answered by themselves. Who added it reads its whole name (P-05). */
export const attachmentView = z
  .object({
    id,
    fileName: attachmentName.shown,
    type: attachmentType,
    /** Bytes. */
    size: z.int().min(1).max(attachmentBytesMax),
    /** Of its bytes, 64 hexadecimal digits: by it a paper is known again, and what was checked can be proved. */
    sha256: z.string(),
    addedById: z.string(),
    addedByName: z.string(),
    addedAt: z.iso.datetime(),
  })
  .register(handledBy, { field: 'addedById' });
export const attachmentViews = z.array(attachmentView).max(attachmentsMax);

/**
 * The answer of an operation that gives the bytes of an attachment. Over HTTP they are the body, to be saved and never
 * opened in place.
 */
export const attachmentFile = attachmentView
  .extend({ bytes: z.instanceof(Uint8Array) })
  .register(handledBy, { field: 'addedById' });
/** Whether an operation answers a file. */
export const answersFile = ({ response }: { readonly response: z.ZodType }): boolean => response === attachmentFile;

export const attachmentNotFound = problem({
  code: 'attachment_not_found',
  status: 404,
  title: { zh: '没有这个附件', en: 'No such attachment' },
  detail: { zh: '这里没有该附件,或者它已被移除', en: 'There is no such attachment here, or it was removed' },
});
export const attachmentRefused = problem({
  code: 'attachment_refused',
  status: 422,
  title: { zh: '不能附上这个文件', en: 'This file cannot be attached' },
  detail: { zh: '{why}', en: '{why}' },
  details: z.object({
    why: text,
    declared: z.string(),
    /** What its bytes are; null where they are nothing that may be attached. */
    found: z.string().nullable(),
    accepted: z.array(z.string()).max(attachmentType.options.length),
  }),
});
export const attachmentThere = problem({
  code: 'attachment_there',
  status: 409,
  title: { zh: '这个文件已经附上', en: 'This file is attached already' },
  detail: { zh: '同样的内容已在附件中,无需再次上传', en: 'The same bytes are among the attachments already' },
  details: z.object({ sha256: z.string() }),
});
export const attachmentsFull = problem({
  code: 'attachments_full',
  status: 409,
  title: { zh: '附件数量已达上限', en: 'There are too many attachments' },
  detail: {
    zh: '最多同时 {max} 个、先后共 {everMax} 个附件;请合并为一个文件',
    en: 'At most {max} at a time and {everMax} in all; put them together into one file',
  },
  details: z.object({ max: z.int(), everMax: z.int() }),
});
/** What attaching may be refused with, beside what the owner says. */
export const attachingProblems = [attachmentRefused, attachmentThere, attachmentsFull] as const;
