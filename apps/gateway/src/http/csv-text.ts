import { isUtf8 } from 'node:buffer';
import { unreadableText } from '@bumen/contracts';

/** What spreadsheets in use write; a sender who names another is told these. */
const encodings = ['utf-8', 'gb18030', 'gbk', 'gb2312', 'utf-16', 'utf-16le', 'utf-16be'];

/**
 * The text of a CSV file. The encoding is the one that `Content-Type` names; without one it is what its bytes look
 * like: UTF-16, which spreadsheets call Unicode text; UTF-8; else GB18030, which is what Chinese spreadsheets save.
 * Where a few characters of it are damaged, as by a system that cut a text in the middle of one, each is NUL: its row
 * is refused, and no other. Throws unreadableText.
 */
export function csvText(body: Buffer, contentType: string | undefined): string {
  const named = /;\s*charset="?([\w-]+)"?/i.exec(contentType ?? '')?.[1]?.toLowerCase();
  if (named !== undefined && !encodings.includes(named)) throw unreadableText({ encodings });
  const found = named ?? utf16Of(body);
  for (const encoding of found === undefined ? ['utf-8', 'gb18030'] : [found]) {
    const text = decoded(body, encoding);
    if (text !== undefined) return text;
  }
  throw unreadableText({ encodings });
}

/** Undefined where it is not in that encoding. Damaged characters are few among those that are none of ASCII's. */
function decoded(body: Buffer, encoding: string): string | undefined {
  const text = new TextDecoder(encoding).decode(body);
  const damaged = count(text, /\uFFFD/g);
  if (damaged === 0 || isWhole(body, encoding)) return text;
  const wide = count(text, /[^\0-\x7f]/g) - damaged;
  return damaged * 20 <= wide ? text.replaceAll('\uFFFD', '\0') : undefined;
}

const count = (text: string, what: RegExp): number => {
  let found = 0;
  for (const _ of text.matchAll(what)) found += 1;
  return found;
};

function isWhole(body: Buffer, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(body);
    return true;
  } catch {
    return false;
  }
}

/** Known by its byte order mark, else by the NULs of its commas and line ends. */
function utf16Of(body: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be';
  if (body.length < 2 || body.length % 2 === 1) return undefined;
  const looked = body.subarray(0, lookedAt);
  const nuls = [0, 0];
  for (const [index, byte] of looked.entries()) if (byte === 0) nuls[index % 2]! += 1;
  const [first, second] = nuls as [number, number];
  const all = first + second;
  // Those that fill fields up, or got lost in a file, stand anywhere, and a whole UTF-8 text has fewer of them.
  const isPaired =
    Math.max(first, second) >= 3 * Math.min(first, second) && Math.max(first, second) * 100 >= looked.length;
  if (!isPaired || (all * 3 < looked.length && isUtf8(body))) return undefined;
  return second > first ? 'utf-16le' : 'utf-16be';
}
const lookedAt = 10_000;
