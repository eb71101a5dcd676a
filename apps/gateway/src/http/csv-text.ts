import { isUtf8 } from 'node:buffer';
import { unreadableText } from '@bumen/contracts';

/** What spreadsheets in use write; a sender who names another is told these. */
const encodings = ['utf-8', 'gb18030', 'gbk', 'gb2312', 'utf-16', 'utf-16le', 'utf-16be'];

/**
 * The text of a CSV file. The encoding is the one that `Content-Type` names; without one it is what its bytes look
 * like: UTF-16, which spreadsheets call Unicode text; UTF-8; else GB18030, which is what Chinese spreadsheets save.
 * Throws unreadableText.
 */
export function csvText(body: Buffer, contentType: string | undefined): string {
  const named = /;\s*charset="?([\w-]+)"?/i.exec(contentType ?? '')?.[1]?.toLowerCase();
  if (named !== undefined && !encodings.includes(named)) throw unreadableText({ encodings });
  const encoding = named ?? utf16Of(body) ?? (isUtf8(body) ? 'utf-8' : 'gb18030');
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(body);
  } catch {
    throw unreadableText({ encodings });
  }
}

/** Known by its byte order mark, else by the NULs of its commas and line ends, which no other text here has. */
function utf16Of(body: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (body.length < 2 || body.length % 2 === 1) return undefined;
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be';
  const nuls = [0, 0];
  for (const [index, byte] of body.subarray(0, 10_000).entries()) if (byte === 0) nuls[index % 2]! += 1;
  const [first, second] = nuls as [number, number];
  if (first === second) return undefined;
  return second > first ? 'utf-16le' : 'utf-16be';
}
