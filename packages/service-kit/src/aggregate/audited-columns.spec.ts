import { z } from 'zod';
import { customerView, personal, ticketView } from '@bumen/contracts';
import { AuditedColumns } from './audited-columns.ts';

const words = personal('words', z.string());
const view = z.object({
  phone: personal('phone', z.string()).nullable(),
  question: words,
  promises: z.array(z.object({ id: z.string(), what: words })),
  state: z.string(),
});
const shown = (columns: AuditedColumns, column: string, value: unknown, ...names: string[]) =>
  JSON.parse(JSON.stringify({ value: columns.shown(column, value, new Set(names)) })) as { value: unknown };

describe('P-05 in the audit trail', () => {
  const columns = new AuditedColumns('Matter', ['phone', 'phoneKey', 'question', 'promises', 'state', 'hash'], {
    view,
    personal: { phoneKey: 'phone' },
    secret: ['hash'],
  });

  test.each([
    ['a column is masked as the field of its name is', 'phone', '13812345678', '138****5678'],
    ['one that the view does not show is masked as the repository says', 'phoneKey', '13812345678', '138****5678'],
    ['words are redacted, with the names', 'question', '我是王小明,13812345678', '我是王**,138****5678'],
    [
      'JSON is masked inside',
      'promises',
      [{ id: '1', what: '打 13812345678 给王小明' }],
      [{ id: '1', what: '打 138****5678 给王**' }],
    ],
    ['a secret says only that it changed', 'hash', 'argon', '***'],
    ['other columns are as they are', 'state', 'queued', 'queued'],
    ['nothing is nothing', 'phone', null, null],
  ])('%s', (_what, column, value, told) => {
    expect(shown(columns, column, value, '王小明')).toEqual({ value: told });
  });

  test('names that become known after a change are redacted in it as well', () => {
    const names = new Set<string>();
    const line = columns.shown('question', '我是王小明', names);
    names.add('王小明');
    expect(JSON.stringify(line)).toBe('"我是王**"');
  });

  test('a personal column that nobody has marked is found, with what to do', () => {
    const { idNumber: _, ...unmarked } = customerView.shape;
    expect(() => new AuditedColumns('Customer', ['id', 'idNumber'], { view: z.object(unmarked) })).toThrow(
      'Customer has a column idNumber, which is personal data (id_number) elsewhere in the contracts and goes into the ' +
        'audit trail in clear: mark the field in its view, or name the column under `personal`, or under ' +
        '`notPersonal` where it is none',
    );
    const open = z.object({ ...customerView.shape, idNumber: z.string() });
    expect(() => new AuditedColumns('Customer', ['id', 'idNumber'], { view: open })).toThrow('a column idNumber');
  });

  test('a column that can hold a text which no view shows is found, whatever it is called', () => {
    const columns = ['phone', 'phoneKey', 'keys', 'gist', 'dueAt'];
    const marks = (more: object) => () =>
      new AuditedColumns('Matter', columns, { view, personal: { keys: 'phone' }, ...more }, [
        'phoneKey',
        'keys',
        'gist',
      ]);
    const left = (column: string) =>
      `Matter has a column ${column}, which can hold a text that its view doesn't show and goes into the audit trail in ` +
      'clear: name it under `personal` with its kind, under `secret`, or under `notPersonal` where nothing about a ' +
      'person can stand in it';
    expect(marks({})).toThrow(left('phoneKey'));
    expect(marks({ notPersonal: ['phoneKey'] })).toThrow(left('gist'));
    expect(marks({ personal: { phoneKey: 'phone' }, secret: ['gist'] })).toThrow(left('keys'));
    expect(marks({ personal: { phoneKey: 'phone', keys: 'phone' }, notPersonal: ['gist'] })).not.toThrow();
    expect(marks({ personal: { phoneKey: 'phone', keys: 'phone' }, notPersonal: ['gist', 'dueAt'] })).toThrow(
      'says that dueAt is not personal, and nothing of that name is',
    );
  });

  test('a mark on a column that is not there, or on nothing personal, is found', () => {
    const marks = (more: object) => () => new AuditedColumns('Ticket', ['id', 'state'], { view: ticketView, ...more });
    expect(marks({ secret: ['hash'] })).toThrow('Ticket has no column hash');
    expect(marks({ personal: { gone: 'phone' } })).toThrow('Ticket has no column gone');
    expect(marks({ notPersonal: ['state'] })).toThrow('says that state is not personal, and nothing of that name is');
  });

  test('the columns that hold names are known', () => {
    expect(new AuditedColumns('Customer', ['id', 'name', 'phone'], { view: customerView }).names).toEqual(['name']);
  });
});
