import type { AttachmentType, Text } from '@bumen/contracts';

/** What the bytes of a file are, or why nobody may attach them. */
export type Found = { readonly type: AttachmentType } | { readonly why: Text };

const refused = (zh: string, en: string): Found => ({ why: { zh, en } });

/**
 * Looks at the bytes alone: a name or a header is whatever its sender says. Each type is told by how it begins and by
 * how it ends, so that a file that was cut off is refused, and one that is two things at once to two readers. Nothing
 * is unpacked or run, so no file can make us work more than its length.
 */
export function typeOf(bytes: Uint8Array): Found {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length === 0) return refused('文件是空的', 'The file is empty');
  if (startsWith(file, '%PDF-')) return pdf(file);
  if (startsWith(file, '\x89PNG\r\n\x1a\n')) return png(file);
  if (startsWith(file, '\xff\xd8\xff')) return jpeg(file);
  if (startsWith(file, 'RIFF') && file.toString('latin1', 8, 12) === 'WEBP') return webp(file);
  if (startsWith(file, 'PK\x03\x04')) return ofd(file);
  const start = textStart(file);
  if (start.startsWith('<?xml')) return xml(file);
  return refused(
    '只能附上 PDF、PNG、JPEG、WebP、OFD 或 XML 电子发票;这个文件的内容不是其中任何一种',
    'Only PDF, PNG, JPEG, WebP, OFD and XML invoices can be attached; by its content this file is none of them',
  );
}

const cutOff = refused('文件不完整,请重新上传', 'The file is not whole; please upload it again');
const twoThings = refused(
  '文件中夹带网页、脚本或压缩包内容,请另存后再上传',
  'The file also holds a web page, a script or an archive; save it anew and upload that',
);
const startsWith = (file: Buffer, text: string): boolean => file.toString('latin1', 0, text.length) === text;
const textStart = (file: Buffer): string => file.toString('utf8', 0, 100).replace(/^\uFEFF/, '');

/** What a browser that guesses would take for a page. */
const page = /<\s*(!doctype\s+html|html|head|body|script|svg|iframe)\b/i;
const looksLikePage = (file: Buffer): boolean => page.test(file.toString('latin1', 0, 1024));

function pdf(file: Buffer): Found {
  if (looksLikePage(file) || archiveEnd(file) >= 0) return twoThings;
  const end = file.toString('latin1', Math.max(0, file.length - 2048));
  return end.includes('startxref') && end.includes('%%EOF') ? { type: 'application/pdf' } : cutOff;
}

/** Chunks one behind the other, up to IEND at the very end. */
function png(file: Buffer): Found {
  for (let at = 8; at + 12 <= file.length;) {
    const next = at + 12 + file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'IEND')
      return next === file.length ? { type: 'image/png' } : next < file.length ? twoThings : cutOff;
    at = next;
  }
  return cutOff;
}

/** Cameras put much behind the picture, so that only what is no picture there is refused. */
function jpeg(file: Buffer): Found {
  if (looksLikePage(file) || archiveEnd(file) >= 0) return twoThings;
  return file.lastIndexOf(Buffer.from([0xff, 0xd9])) > 0 ? { type: 'image/jpeg' } : cutOff;
}

function webp(file: Buffer): Found {
  const end = 8 + file.readUInt32LE(4);
  if (end > file.length) return cutOff;
  return file.length - end <= 1 ? { type: 'image/webp' } : twoThings;
}

const endSize = 22;
const entrySize = 46;
const entriesMax = 2000;

/** Where the end record of an archive is that ends with the file; -1 where there is none. */
function archiveEnd(file: Buffer): number {
  const first = Math.max(0, file.length - endSize - 0xffff);
  for (let at = file.length - endSize; at >= first; at -= 1) {
    at = file.lastIndexOf('PK\x05\x06', at, 'latin1');
    if (at < first) return -1;
    if (at + endSize + file.readUInt16LE(at + 20) === file.length) return at;
  }
  return -1;
}

/** An archive with OFD.xml at its root (GB/T 33190), by its table of contents; nothing is unpacked. */
function ofd(file: Buffer): Found {
  const end = archiveEnd(file);
  if (end < 0) return cutOff;
  const entries = file.readUInt16LE(end + 10);
  const names = new Set<string>();
  let at = file.readUInt32LE(end + 16);
  for (let entry = 0; entry < Math.min(entries, entriesMax); entry += 1) {
    if (at + entrySize > end || file.readUInt32LE(at) !== 0x02014b50) return cutOff;
    if (file.readUInt16LE(at + 8) & 1)
      return refused('压缩内容已加密,无法核对', 'What is packed in it is encrypted, so nobody could check it');
    const nameSize = file.readUInt16LE(at + 28);
    names.add(file.toString('latin1', at + entrySize, at + entrySize + nameSize));
    at += entrySize + nameSize + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  if (entries <= entriesMax && names.has('OFD.xml')) return { type: 'application/ofd' };
  return refused(
    '不能附上压缩包;请附上其中的文件(电子发票可用 OFD)',
    'An archive cannot be attached; attach the files in it (of archives only OFD invoices)',
  );
}

/** What runs in XML, or fetches or repeats without end, or is a page. */
const active =
  /<!(DOCTYPE|ENTITY)|<\?xml-stylesheet|www\.w3\.org\/(1999\/xhtml|2000\/svg|1999\/XSL)|<(\w+:)?(html|svg|script)\b/i;

/** A namespace that is spelt by numbers of its characters, as nobody does who hasn't something to hide. */
const hidden = /xmlns(:[^\s=]{1,100})?\s{0,100}=\s{0,100}("[^"]{0,200}&|'[^']{0,200}&)/;

function xml(file: Buffer): Found {
  const said =
    /encoding\s*=\s*["']([\w-]{1,20})["']/i.exec(file.toString('latin1', 0, 200))?.[1]?.toLowerCase() ?? 'utf-8';
  if (!['utf-8', 'gbk', 'gb2312', 'gb18030'].includes(said))
    return refused('XML 必须是 UTF-8 或 GB18030 编码', 'XML must be in UTF-8 or GB18030');
  let text: string;
  try {
    text = new TextDecoder(said, { fatal: true }).decode(file);
  } catch {
    return cutOff;
  }
  if (active.test(text) || hidden.test(text)) return twoThings;
  const root = /<([\p{L}_][\p{L}\p{N}_.:-]*)/u.exec(text.replace(/^[^]*?\?>/, ''))?.[1];
  const end = /<\/([\p{L}_][\p{L}\p{N}_.:-]*)\s*>\s*(<!--[^]*?-->\s*)?$/u.exec(text.slice(-2048))?.[1];
  return root !== undefined && root === end ? { type: 'text/xml' } : cutOff;
}
