import { isUtf8 } from 'node:buffer';
import { unreadableText } from '@bumen/contracts';

/** What spreadsheets in use write; a sender who names another is told these. */
const encodings = ['utf-8', 'gb18030', 'gbk', 'gb2312', 'utf-16', 'utf-16le', 'utf-16be'];

/**
 * The text of a CSV file. The encoding is the one that `Content-Type` names; without one it is UTF-8 where the bytes
 * are that, else GB18030, which is what Chinese spreadsheets save. Throws unreadableText.
 */
export function csvText(body: Buffer, contentType: string | undefined): string {
  const named = /;\s*charset="?([\w-]+)"?/i.exec(contentType ?? '')?.[1]?.toLowerCase();
  if (named !== undefined && !encodings.includes(named)) throw unreadableText({ encodings });
  const encoding = named ?? (isUtf8(body) ? 'utf-8' : 'gb18030');
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(body);
  } catch {
    throw unreadableText({ encodings });
  }
}
