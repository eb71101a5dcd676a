// The papers behind a voucher: sent as bytes, kept as they are, found by whoever checks it.
import { createHash } from 'node:crypto';
import { advances, cash } from './accounts.mjs';
import { yuan } from './books.mjs';
import { expect } from './person.mjs';

/** A paper of one line. */
const pdf = (text) =>
  Buffer.from(`%PDF-1.7\n1 0 obj\n<< /Title (${text}) >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n`);
const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** A draft takes papers, by its maker; what was checked keeps those that it has (F-07). */
export async function papersAreKept(books, day) {
  await books.moveTo(day);
  const { cashier, cashier2, accountant, auditor } = books.people;
  let one = await books.make(cashier, {
    ...{ kind: 'receipt', day, summary: '收到陈先生定金', document: ['receipt', 'SJ-0005'] },
    lines: [
      [cash, 'debit', yuan(120)],
      [advances, 'credit', yuan(120)],
    ],
  });
  const at = `/finance/vouchers/${one.id}/attachments`;
  const path = `${at}?fileName=${encodeURIComponent('收据.pdf')}`;
  const paper = { type: 'application/pdf', bytes: pdf(`receipt of ${one.id}`) };
  await cashier2.isRefused('finance.voucher.not_yours', 'POST', path, paper);
  await cashier.isRefused('attachment_refused', 'POST', path, {
    ...paper,
    bytes: Buffer.from('<html>no paper</html>'),
  });
  await cashier.isRefused('unsupported_media_type', 'POST', path, { ...paper, type: 'text/html' });
  one = await cashier.post(path, paper);
  const [{ id, sha256, fileName }] = one.attachments;
  expect(sha256 === hashOf(paper.bytes), `A paper was sent with the SHA-256 ${hashOf(paper.bytes)}, and is ${sha256}.`);
  expect(fileName === '收据.pdf', `A paper that is called 收据.pdf is kept as ${fileName}.`);
  await cashier.isRefused('attachment_there', 'POST', path, paper);

  one = await books.step(cashier, one, 'submit');
  for (const by of [accountant, auditor]) {
    const read = hashOf(await by.bytes(`${at}/${id}`));
    expect(read === sha256, `${by.username} reads a paper with the SHA-256 ${read}, and it was ${sha256}.`);
  }
  await cashier.isRefused('step_refused', 'POST', path, { ...paper, bytes: pdf('too late') });
  await cashier.isRefused('step_refused', 'POST', `${at}/${id}/remove`, { reason: '附错了收据' });
  const posted = await books.post(one);
  expect(posted.attachments.length === 1, `A posted voucher has ${posted.attachments.length} papers, and not one.`);
}
