import { deflateSync } from 'node:zlib';

/** A paper of one line. Each text makes another file. */
export const pdf = (text = 'paper'): Uint8Array =>
  Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Title (${text}) >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n`);

/** A paper of exactly so many bytes. */
export function pdfOf(size: number): Uint8Array {
  const paper = pdf();
  return Buffer.concat([paper.subarray(0, 9), Buffer.alloc(size - paper.length, '%'), paper.subarray(9)]);
}

const chunk = (type: string, data: Uint8Array): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, data, Buffer.alloc(4)]);
};
export const png = (): Buffer =>
  Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', Buffer.alloc(13)),
    chunk('IDAT', deflateSync(Buffer.alloc(4))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
export const jpeg = (): Buffer => Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 2, 1, 2, 3, 0xff, 0xd9]);
export function webp(): Buffer {
  const file = Buffer.from('RIFF----WEBPVP8 ....', 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  return file;
}
export const xml = (inside = '<Fapiao>26442000000123456789</Fapiao>', head = ''): Buffer =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${head}<EInvoice>${inside}</EInvoice>\n`);

/** An archive of empty files with these names; `flags`: 1 where they are encrypted. */
export function archive(names: readonly string[], flags = 0): Buffer {
  const locals: Buffer[] = [];
  const entries = names.map((name) => {
    const [local, entry] = [Buffer.alloc(30), Buffer.alloc(46)];
    local.write('PK\x03\x04', 'latin1');
    local.writeUInt16LE(name.length, 26);
    entry.write('PK\x01\x02', 'latin1');
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(Buffer.concat(locals).length, 42);
    locals.push(local, Buffer.from(name));
    return Buffer.concat([entry, Buffer.from(name)]);
  });
  const [before, table, end] = [Buffer.concat(locals), Buffer.concat(entries), Buffer.alloc(22)];
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(names.length, 8);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(table.length, 12);
  end.writeUInt32LE(before.length, 16);
  return Buffer.concat([before, table, end]);
}
export const ofd = (): Buffer => archive(['OFD.xml', 'Doc_0/Document.xml']);
