import { digestOfAll } from '../written.ts';
import type { Voucher } from './voucher.entity.ts';

/** The version of the form; another one gets another number. */
const version = '1';

/** What a voucher says (F-07): who checks, signs or posts it binds themselves to all of it, papers included. */
const said = [
  ...([
    'id',
    'kind',
    'purpose',
    'day',
    'month',
    'number',
    'summary',
    'lines',
    'documents',
    'attachmentsCount',
  ] as const),
  ...(['late', 'maker', 'made', 'redOfId'] as const),
] as const;
/** Through whose hands it went besides. */
const hands = ['submittedAt', 'checked', 'signed', 'posted', 'reason'] as const;

export type VoucherSaid = Pick<Voucher, (typeof said)[number]>;
export type VoucherSealed = VoucherSaid & Pick<Voucher, (typeof hands)[number]>;

/** SHA-256, in hexadecimal; `files` are the SHA-256 of its papers, in the order in which they came. */
export const digestOfVoucher = (voucher: VoucherSaid, files: readonly string[]): string =>
  digest([...said.map((name) => voucher[name]), files]);

/** Over the hands as well; the ledger keeps it with the journal, so the chain covers it (F-01). */
export const sealOfVoucher = (voucher: VoucherSealed, files: readonly string[]): string =>
  digest([digestOfVoucher(voucher, files), ...hands.map((name) => voucher[name])]);

const digest = (values: readonly unknown[]): string => digestOfAll(version, values);
