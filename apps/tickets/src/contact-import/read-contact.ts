import { importedYearsBack, openTicket, type ImportMapping, type RequestOf } from '@bumen/contracts';
import { dateFormatOf } from './csv-file.ts';
import type { RowRefusal } from './row-refusal.ts';

export type ReadContact = { readonly contact: RequestOf<typeof openTicket> } | { readonly why: RowRefusal };
/** Of a cell that means nothing, so much is told. */
const saidLengthMax = 60;

type Cells = Readonly<Record<string, string>>;

/** A record's cells as the contact that they mean, or why they mean none. */
export function readContact(cells: Cells, mapping: ImportMapping, now: Date): ReadContact {
  const cell = (column: string | undefined) => (column === undefined ? '' : (cells[column] ?? ''));
  const said = cell(mapping.contactedAt.column);
  const contactedAt = dateFormatOf(mapping).read(said, mapping.contactedAt.zone);
  const { format } = mapping.contactedAt;
  if (!contactedAt) return { why: { code: 'time_of_other_form', said: said.slice(0, saidLengthMax), format } };
  if (contactedAt > now) return { why: { code: 'in_the_future', said } };
  if (contactedAt < yearsBefore(now, importedYearsBack)) return { why: { code: 'too_long_ago', said } };
  const nature = translated(mapping.nature, cell);
  if (nature === undefined) return { why: noMeaning('nature', cell(mapping.nature.column)) };
  const channel = typeof mapping.channel === 'string' ? mapping.channel : translated(mapping.channel, cell);
  if (channel === undefined)
    return { why: noMeaning('channel', typeof mapping.channel === 'string' ? '' : cell(mapping.channel.column)) };
  const priority = mapping.priority && translated(mapping.priority, cell);
  if (mapping.priority && priority === undefined) return { why: noMeaning('priority', cell(mapping.priority.column)) };
  const phone = cell(mapping.customerPhone).trim();
  // The same checks as for a contact that somebody types in.
  const read = openTicket.request.safeParse({
    channel,
    nature,
    priority,
    contactedAt: contactedAt.toISOString(),
    question: mapping.question
      .map(cell)
      .filter((part) => part !== '')
      .join(' / '),
    customer: {
      name: cell(mapping.customerName.column) || mapping.customerName.otherwise,
      ...(phone === '' ? {} : { phone }),
    },
  });
  if (read.success) return { contact: read.data };
  const columns = [...new Set(read.error.issues.map((issue) => columnOf(issue.path.join('.'), mapping)))];
  return { why: { code: 'not_acceptable', columns } };
}

function translated<Meaning extends string>(
  column: {
    readonly column: string;
    readonly values: Readonly<Record<string, Meaning>>;
    readonly otherwise?: Meaning | undefined;
  },
  cell: (column: string) => string,
): Meaning | undefined {
  const said = cell(column.column);
  return Object.hasOwn(column.values, said) ? column.values[said] : column.otherwise;
}

const noMeaning = (of: 'nature' | 'channel' | 'priority', said: string): RowRefusal => ({
  code: 'no_meaning',
  of,
  said: said.slice(0, saidLengthMax),
});

function yearsBefore(now: Date, years: number): Date {
  const before = new Date(now);
  before.setUTCFullYear(now.getUTCFullYear() - years);
  return before;
}

function columnOf(field: string, mapping: ImportMapping): string {
  switch (field) {
    case 'question':
      return mapping.question.join(' + ');
    case 'customer.name':
      return mapping.customerName.column ?? field;
    case 'customer.phone':
      return mapping.customerPhone ?? field;
    default:
      return field;
  }
}
