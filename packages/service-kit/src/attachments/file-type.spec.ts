import { archive, jpeg, ofd, pdf, pdfOf, png, webp, xml } from '@bumen/testing/files';
import { keptName } from './file-name.ts';
import { typeOf } from './file-type.ts';

const after = (file: Uint8Array, text: string | Uint8Array) => Buffer.concat([file, Buffer.from(text)]);
const cut = (file: Uint8Array) => file.subarray(0, file.length - 4);

test.each([
  ['application/pdf', pdf()],
  ['application/pdf', pdfOf(100_000)],
  ['image/png', png()],
  ['image/jpeg', jpeg()],
  ['image/webp', webp()],
  ['application/ofd', ofd()],
  ['text/xml', xml()],
  ['text/xml', after(Buffer.from('\uFEFF'), xml())],
] as const)('F-07 %s is known by its bytes', (type, file) => {
  expect(typeOf(file)).toEqual({ type });
});

const page = '<html><script>alert(1)</script></html>';
test.each([
  ['nothing at all', Buffer.alloc(0), 'empty'],
  ['a page', Buffer.from(page), 'none of them'],
  ['a drawing that runs', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'none of them'],
  ['a program', Buffer.from('MZ\x90\0program'), 'none of them'],
  ['noise', Buffer.from(Array.from({ length: 999 }, (_, index) => (index * 197 + 91) % 251)), 'none of them'],
  ['a page with the head of a PDF behind it', after(Buffer.from(page), pdf()), 'none of them'],
  ['a PDF that is a page', after(Buffer.from(`%PDF-1.7\n${page}`), pdf()), 'web page'],
  ['a PDF that is an archive', after(pdf(), archive(['a.exe'])), 'archive'],
  ['a PDF that was cut off', pdfOf(10_000).subarray(0, 9_000), 'not whole'],
  ['a picture with something behind it', after(png(), page), 'web page'],
  ['a picture that was cut off', cut(png()), 'not whole'],
  ['a photograph that is an archive', after(jpeg(), archive(['a.exe'])), 'archive'],
  ['a photograph that is a page', after(Buffer.from([0xff, 0xd8, 0xff]), after(Buffer.from(page), jpeg())), 'web page'],
  ['a photograph that was cut off', jpeg().subarray(0, 8), 'not whole'],
  ['a picture with an archive behind it', after(webp(), archive(['a.exe'])), 'web page'],
  ['a picture of half its length', webp().subarray(0, 15), 'not whole'],
  ['an archive', archive(['a.txt', 'Doc_0/OFD.xml']), 'archive'],
  ['an encrypted archive', archive(['OFD.xml'], 1), 'encrypted'],
  ['an archive that was cut off', cut(ofd()), 'not whole'],
  [
    'an archive whose table lies elsewhere',
    Buffer.from(ofd()).fill(0xff, ofd().length - 6, ofd().length - 2),
    'not whole',
  ],
  ['XML that is cut off', cut(xml()), 'not whole'],
  ['XML that is no text', after(xml().subarray(0, -3), Buffer.from([0xff, 0x3e])), 'not whole'],
  ['XML in an encoding of its own', Buffer.from('<?xml version="1.0" encoding="utf-7"?><a></a>'), 'UTF-8'],
  ['XML that repeats without end', xml('&a;', '<!DOCTYPE x [<!ENTITY a "aaaa">]>\n'), 'web page'],
  ['XML with a style that runs', xml('', '<?xml-stylesheet href="a.xsl"?>'), 'web page'],
  ['XML that is a page', xml('<html xmlns="http://www.w3.org/1999/xhtml"></html>'), 'web page'],
  ['XML that hides that it is a page', xml('<a xmlns:h="http://www.w3.org/1999/&#120;html"><h:b/></a>'), 'web page'],
  ['XML that is a drawing', xml('<x:svg xmlns:x="http://www.w3.org/2000/svg"></x:svg>'), 'web page'],
])('F-07 %s is refused with a sentence', (_, file, why) => {
  expect(typeOf(file)).toEqual({ why: { zh: expect.any(String), en: expect.stringContaining(why) } });
});

test.each([
  ['回单.pdf', 'application/pdf', '回单.pdf'],
  ['../../etc/passwd', 'application/pdf', 'passwd.pdf'],
  ['D:\\单据\\张三\\发票.PDF', 'application/pdf', '发票.pdf'],
  ['回单\u202Efdp.exe', 'application/pdf', '回单fdp.exe.pdf'],
  ['a\u0000b\r\nc\u200Bd.png', 'image/png', 'abcd.png'],
  ['photo.JPEG', 'image/jpeg', 'photo.jpeg'],
  ['photo.png', 'image/jpeg', 'photo.png.jpg'],
  ['.htaccess', 'text/xml', 'htaccess.xml'],
  ['..', 'image/webp', 'file.webp'],
  ['a:b|c?.ofd ', 'application/ofd', 'a_b_c_.ofd'],
  [`${'长'.repeat(255)}`, 'application/pdf', `${'长'.repeat(116)}.pdf`],
] as const)('F-07 a file that was called %j is kept under a name that does no harm', (given, type, kept) => {
  expect(keptName(given, type)).toBe(kept);
});
