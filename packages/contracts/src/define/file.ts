import { z } from 'zod';
import type { Choice } from './choice.ts';
import { says } from './issues.ts';
import type { Operation } from './operation.ts';

/** A file as a request or an answer holds it: bytes, and what its sender says, or we found, that they are. */
export interface FileContent {
  /** Media type. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

const isBytes = (value: unknown): value is Uint8Array<ArrayBuffer> => value instanceof Uint8Array;
const notBytes = says({ zh: '应为文件内容', en: 'must be the bytes of a file' });
const empty = says({ zh: '文件是空的', en: 'the file is empty' });

interface FileForm {
  readonly types: readonly string[];
}
const fileForms = z.registry<FileForm>();

/** A file of one of these media types, of 1 to `bytesMax` bytes. */
export function fileOf<Type extends string>(type: Choice<Type>, bytesMax: number) {
  const tooLarge = says({ zh: `文件最大 ${bytesMax} 字节`, en: `the file may have at most ${bytesMax} bytes` });
  const bytes = z
    .custom<Uint8Array>(isBytes, { ...notBytes, abort: true })
    .refine((given) => given.length > 0, empty)
    .refine((given) => given.length <= bytesMax, tooLarge);
  return z.object({ type, bytes }).register(fileForms, { types: type.options });
}

type Taking = Pick<Operation, 'request' | 'fileField'>;

const fieldOf = ({ request, fileField }: Taking): z.ZodType | undefined =>
  fileField === undefined ? undefined : (request.shape as Readonly<Record<string, z.ZodType>>)[fileField];

/** Media types that an operation takes as its body beside JSON, or in place of it where they are no text. */
export function fileTypesOf(operation: Taking): readonly string[] {
  const field = fieldOf(operation);
  return field === undefined ? [] : (fileForms.get(field)?.types ?? ['text/csv']);
}

/** The field of a request that is bytes, which no JSON holds; undefined where the request is JSON as a whole. */
export function bytesFieldOf(operation: Taking): string | undefined {
  const field = fieldOf(operation);
  return field !== undefined && fileForms.has(field) ? operation.fileField : undefined;
}

/**
 * A request as it travels to its service: JSON, and where one of its fields is a file the file's bytes as they are,
 * with JSON of the rest for a header.
 */
export function requestMessage(
  operation: Taking,
  request: Readonly<Record<string, unknown>>,
): { readonly payload: string | Uint8Array; readonly fields?: string } {
  const field = bytesFieldOf(operation);
  if (field === undefined) return { payload: JSON.stringify(request) };
  const { bytes = new Uint8Array(), ...told } = (request[field] ?? {}) as Partial<FileContent>;
  return { payload: bytes, fields: encodeURIComponent(JSON.stringify({ ...request, [field]: told })) };
}

/** Puts together again what `requestMessage` took apart. Throws what JSON throws. */
export function requestOfFile(field: string, fields: string, bytes: Uint8Array): Record<string, unknown> {
  const request = JSON.parse(decodeURIComponent(fields)) as Record<string, unknown>;
  return { ...request, [field]: { ...(request[field] as object), bytes } };
}

/** What an answer tells of its file beside the bytes, as it travels in a header. */
export interface FileHead {
  readonly fileName: string;
  readonly type: string;
  readonly sha256: string;
}
export const fileHeadText = ({ fileName, type, sha256 }: FileHead): string =>
  encodeURIComponent(JSON.stringify({ fileName, type, sha256 }));
export const fileHeadIn = (text: string): FileHead => JSON.parse(decodeURIComponent(text)) as FileHead;
