import { catalogue } from './index.ts';

/** What is their own: an account and its sessions. */
const own = /^hr\.(account|session)\./;
/** Proves or shows what is there, and changes nothing of it: that it was opened is on record. */
const proves = new Set<string>([
  'finance.verification.start',
  'finance.voucher.open_attachment',
  'finance.payment.open_attachment',
  'finance.spot_count.take',
]);
const asks = (kind: 'command' | 'query') =>
  catalogue.operations.filter((one) => one.kind === kind && one.roles !== 'anyone' && !own.test(one.name));

test('P-02 the auditor reads all and changes nothing', () => {
  const may = ({ roles }: { readonly roles: readonly string[] | 'anyone' }) => roles.includes('auditor');
  expect(
    asks('query')
      .filter((one) => !may(one))
      .map(({ name }) => name),
  ).toEqual([]);
  expect(
    asks('command')
      .filter((one) => may(one) && !proves.has(one.name))
      .map(({ name }) => name),
  ).toEqual([]);
});
