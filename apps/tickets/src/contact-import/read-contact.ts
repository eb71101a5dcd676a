import { DateTime } from 'luxon';
import { openTicket, type ImportMapping, type RequestOf, type Text } from '@bumen/contracts';

export type ReadContact = { readonly contact: RequestOf<typeof openTicket> } | { readonly why: Text };
type Cells = Readonly<Record<string, string>>;

/** A record's cells as the contact that they mean, or why they mean none. */
export function readContact(cells: Cells, mapping: ImportMapping, now: Date): ReadContact {
  const cell = (column: string | undefined) => (column === undefined ? '' : (cells[column] ?? ''));
  const said = cell(mapping.contactedAt.column);
  const contactedAt = DateTime.fromFormat(said, mapping.contactedAt.format, {
    zone: mapping.contactedAt.zone,
    locale: 'en-US',
  });
  if (!contactedAt.isValid)
    return {
      why: {
        zh: `时间“${said}”与格式 ${mapping.contactedAt.format} 不符`,
        en: `the time “${said}” is not of the form ${mapping.contactedAt.format}`,
      },
    };
  if (contactedAt.toMillis() > now.getTime())
    return { why: { zh: `时间“${said}”晚于现在`, en: `the time “${said}” lies in the future` } };
  const nature = translated(mapping.nature, cell);
  if (nature === undefined) return { why: noMeaning('性质', 'nature', cell(mapping.nature.column)) };
  const channel = typeof mapping.channel === 'string' ? mapping.channel : translated(mapping.channel, cell);
  if (channel === undefined)
    return {
      why: noMeaning('渠道', 'channel', typeof mapping.channel === 'string' ? '' : cell(mapping.channel.column)),
    };
  const priority = mapping.priority && translated(mapping.priority, cell);
  if (mapping.priority && priority === undefined)
    return { why: noMeaning('优先级', 'priority', cell(mapping.priority.column)) };
  const phone = cell(mapping.customerPhone);
  // The same checks as for a contact that somebody types in.
  const read = openTicket.request.safeParse({
    channel,
    nature,
    priority,
    contactedAt: contactedAt.toUTC().toISO(),
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
  return { why: { zh: `内容不符合要求:${columns.join('、')}`, en: `not acceptable: ${columns.join(', ')}` } };
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

const noMeaning = (zh: string, en: string, said: string): Text => ({
  zh: `${zh}“${said}”没有对应的含义`,
  en: `the ${en} “${said}” has no meaning in the mapping`,
});

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
