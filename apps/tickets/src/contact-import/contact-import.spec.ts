import { readFile } from 'node:fs/promises';
import {
  cancelImport,
  getImport,
  listImportRows,
  listImports,
  listTickets,
  standard,
  startImport,
  type ImportMapping,
  type InputOf,
} from '@bumen/contracts';
import { refusal } from '@bumen/testing';
import { TicketsRig, type Person } from '../tickets.rig.ts';

const { listAudit } = standard.tickets;
const mapping: ImportMapping = {
  externalId: 'id',
  question: ['what'],
  contactedAt: { column: 'when', format: 'yyyy-MM-dd HH:mm', zone: 'Asia/Shanghai' },
  nature: { column: 'kind', values: { 咨询: 'consult' } },
  channel: 'phone',
  customerName: { otherwise: '匿名' },
  customerPhone: 'phone',
};
const rowsOf = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, index) => `${from + index},问题${from + index},2026-03-01 10:00,咨询,`);
const fileOf = (rows: readonly string[]) => ['id,what,when,kind,phone', ...rows].join('\n');

describe('importing contacts', () => {
  let rig: TicketsRig;
  let supervisor: Person;
  beforeEach(async () => {
    rig = await TicketsRig.open();
    supervisor = await rig.person({ roles: ['supervisor'] });
  }, 60_000);
  afterEach(() => rig?.close());

  const start = (csv: string, given: Partial<InputOf<typeof startImport>> = {}) =>
    rig.as(supervisor).call(startImport, { source: 'hotline', fileName: 'contacts.csv', mapping, csv, ...given });
  const ticketCount = async () =>
    (await rig.desk.sql<{ count: number }>('tickets', 'select count(*)::int as count from ticket'))[0]!.count;
  const done = async (importId: string) => {
    await rig.desk.sweep();
    return rig.as(supervisor).call(getImport, { importId });
  };

  test('P-05 what stands in a file is read by who brings it in and who leads, and by nobody else who looks at it', async () => {
    const csv = fileOf(['13688880001,问题,2026-03-01 10:00,nope 周伯通 13688880001,', '2,问题,周伯通,咨询,']);
    const { id: importId } = await start(csv, { fileName: '周伯通13688880001.csv' });
    await done(importId);
    const seenAs = async (role: 'supervisor' | 'auditor') => {
      const reader = rig.as(role === 'supervisor' ? supervisor : await rig.person({ roles: [role] }));
      const { items } = await reader.call(listImportRows, { importId });
      return [(await reader.call(getImport, { importId })).fileName, ...items.map((row) => [row.externalId, row.said])];
    };
    expect(await seenAs('supervisor')).toEqual([
      '周伯通13688880001.csv',
      ['13688880001', 'nope 周伯通 13688880001'],
      ['2', '周伯通'],
    ]);
    expect(await seenAs('auditor')).toEqual(['***', ['***', '***'], ['***', '***']]);
    const trail = await rig.as(supervisor).call(listAudit, { aggregateId: [importId] });
    expect(trail.items.at(-1)!.after).toMatchObject({ fileName: '***' });
  });

  test('T-01 each row becomes a ticket or is refused with its line and reason; a bad row stops no other', async () => {
    const agent = await rig.person({ team: await rig.team('service') });
    const csv = fileOf([
      ...rowsOf(1, 3),
      '3,问题,昨天,咨询,',
      '1,又来,2026-03-01 10:00,咨询,',
      ',没有编号,2026-03-01 10:00,咨询,',
      '少了',
      '4,问题4,2026-03-01 10:00,咨询,13800000000',
    ]);
    const started = await start(csv);
    expect(started).toMatchObject({ rows: 7, accepted: 0, refused: 0, startedBy: supervisor.staffId });
    expect(await done(started.id)).toMatchObject({ state: 'done', accepted: 3, refused: 4, progressPercent: 100 });
    const { items } = await rig.as(supervisor).call(listImportRows, { importId: started.id });
    expect(items.map((row) => [row.line, row.outcome, row.externalId, row.why?.zh ?? null])).toEqual([
      [2, 'accepted', '1', null],
      [3, 'accepted', '2', null],
      [4, 'refused', '3', '时间与格式 yyyy-MM-dd HH:mm 不符'],
      [5, 'refused', '1', '这个编号已导入过'],
      [6, 'refused', null, '缺少编号或编号过长'],
      [7, 'refused', null, '字段数与表头不符'],
      [8, 'accepted', '4', null],
    ]);
    const refused = await rig.as(supervisor).call(listImportRows, { importId: started.id, outcome: ['refused'] });
    expect(refused.items.map((row) => row.said)).toEqual(['昨天', null, null, null]);
    const tickets = (await rig.as(supervisor).call(listTickets, { assigneeId: [agent.staffId] })).items;
    expect(tickets.map((ticket) => ticket.id).sort()).toEqual(
      items
        .filter((row) => row.outcome === 'accepted')
        .map((row) => row.ticketId)
        .sort(),
    );
    expect(tickets[0]).toMatchObject({ openedAt: '2026-03-01T02:00:00.000Z', overdue: false });
    expect(await rig.told(started.id)).toEqual(['started', 'progressed', 'finished']);
  });

  test('T-01 the same file twice, also at the same time, is one import and adds nothing; the same id in another file is refused', async () => {
    const csv = fileOf(rowsOf(1, 31));
    const imports = await Promise.all(Array.from({ length: 4 }, () => start(csv)));
    expect(new Set(imports.map((one) => one.id)).size).toBe(1);
    await rig.desk.sweep();
    expect(await start(csv)).toMatchObject({ id: imports[0]!.id, state: 'done', accepted: 30 });
    expect(await ticketCount()).toBe(30);
    const other = await start(fileOf(rowsOf(21, 41)));
    expect(other.id).not.toBe(imports[0]!.id);
    expect(await done(other.id)).toMatchObject({ accepted: 10, refused: 10 });
    expect(await ticketCount()).toBe(40);
    const elsewhere = await start(csv, { source: 'branch' });
    expect(await done(elsewhere.id)).toMatchObject({ accepted: 30, refused: 0 });
    expect((await rig.as(supervisor).call(listImports, {})).items.map((one) => one.id)).toEqual([
      elsewhere.id,
      other.id,
      imports[0]!.id,
    ]);
  });

  test('T-01 two files of one source that overlap and are worked off at once take each id in once', async () => {
    await rig.desk.startInstance('tickets');
    const [one, two] = await Promise.all([start(fileOf(rowsOf(1, 151))), start(fileOf(rowsOf(101, 251)))]);
    await Promise.all([rig.desk.sweep(), rig.desk.sweep()]);
    const [first, second] = [await done(one.id), await done(two.id)];
    expect([first.accepted + second.accepted, first.refused + second.refused]).toEqual([250, 50]);
    expect(await ticketCount()).toBe(250);
  });

  test('an import that is cut off goes on where it was, and every row has one outcome', async () => {
    const started = await start(fileOf(rowsOf(1, 401)));
    const sweeping = rig.desk.sweep();
    await rig.desk.stopService('tickets');
    await sweeping;
    await rig.desk.startInstance('tickets');
    expect(await done(started.id)).toMatchObject({ state: 'done', accepted: 400, refused: 0 });
    expect(await ticketCount()).toBe(400);
    const told = (await rig.desk.outbox('tickets')).filter((event) => event.subject === started.id);
    expect(told.map((event) => event.aggregateversion)).toEqual(told.map((_, index) => index + 1));
  });

  test('R9 a file that can not be read is refused at once and nothing is stored', async () => {
    expect(await refusal(start('nothing,of,use\n1,2,3'))).toMatchObject({
      code: 'tickets.import.unreadable',
      details: { why: { zh: '缺少列:id、what、when、kind、phone' } },
    });
    // R9: one that could be looked at for ever.
    const contactedAt = { ...mapping.contactedAt, format: 'aaMMMMaaMMMM yyyy-MM-dd' };
    expect(await refusal(start(fileOf(rowsOf(1, 2)), { mapping: { ...mapping, contactedAt } }))).toMatchObject({
      code: 'tickets.import.unreadable',
    });
    expect(await rig.desk.sql('tickets', 'select 1 from contact_import')).toEqual([]);
    expect(
      await refusal(rig.as(supervisor).call(getImport, { importId: '01890000-0000-7000-8000-000000000000' })),
    ).toMatchObject({ code: 'tickets.import.not_found' });
  });

  test('T-01 contacts whose telephone numbers are written as people write them are all taken in, each number as it is written', async () => {
    const csv = await readFile(new URL('../../samples/phones-as-people-write-them.csv', import.meta.url), 'utf8');
    const columns: ImportMapping = {
      ...mapping,
      externalId: '编号',
      question: ['内容'],
      contactedAt: { column: '时间', format: 'yyyy-MM-dd HH:mm', zone: 'Asia/Shanghai' },
      nature: { column: '类型', values: { 咨询: 'consult' } },
      customerName: { column: '姓名', otherwise: '匿名' },
      customerPhone: '电话',
    };
    rig.desk.clock.set('2026-11-27T10:00:00+08:00');
    const started = await start(csv, { mapping: columns });
    expect(await done(started.id)).toMatchObject({ accepted: 8, refused: 0 });
    const files = await rig.desk.sql<{ phone: string; phone_e164: string | null }>(
      'tickets',
      'select phone, phone_e164 from customer order by name',
    );
    expect(files.map((one) => [one.phone, one.phone_e164])).toEqual([
      ['(010)65529988', '+861065529988'],
      ['（021）62223333', '+862162223333'],
      ['010-65529988转801', '+861065529988;ext=801'],
      ['13612340012/13612340013', '+8613612340012'],
      ['１３６１２３４００１４', '+8613612340014'],
      ['\u202d13612340015\u202c', '+8613612340015'],
      ['138.1234.0016', '+8613812340016'],
      ['无', null],
    ]);
    // All of it is masked as a telephone number is, what could not be read too.
    const shown = (await rig.as(supervisor).call(listTickets, {})).items.map((one) => one.customer.phone);
    expect(shown).toContain('*');
    expect(JSON.stringify(shown)).not.toContain('无');
  });

  test('T-01 files with a stray quote, with numbers as Excel keeps them, hours of twelve and empty rows are taken in whole', async () => {
    rig.desk.clock.set('2026-11-21T01:30:00Z');
    const faulty = new URL('../../samples/faulty/', import.meta.url);
    const given = JSON.parse(await readFile(new URL('faulty-files-mapping.json', faulty), 'utf8')) as ImportMapping;
    const files = { 'stray-quote': 2, 'excel-text-number': 2, 'twelve-hours-zh': 1, 'empty-rows': 1 };
    for (const [name, rows] of Object.entries(files)) {
      const format = name === 'twelve-hours-zh' ? 'yyyy/M/d ah:mm' : given.contactedAt.format;
      const started = await start(await readFile(new URL(`${name}.csv`, faulty), 'utf8'), {
        source: name,
        mapping: { ...given, contactedAt: { ...given.contactedAt, format } },
      });
      expect([name, await done(started.id)]).toMatchObject([name, { state: 'done', rows, accepted: rows }]);
    }
    // An inch sign is a part of what the customer wrote, and the time is that of the afternoon.
    const { items } = await rig.as(supervisor).call(listTickets, { words: '屏幕' });
    expect(items).toMatchObject([{ openedAt: '2026-11-20T07:30:00.000Z' }]);
  });

  test('T-01 a row whose quote never ends is refused with its line, and those around it are taken in', async () => {
    const started = await start(fileOf([...rowsOf(1, 3), '3,"问题3,2026-03-01 10:00,咨询,', ...rowsOf(4, 6)]));
    expect(await done(started.id)).toMatchObject({ rows: 5, accepted: 4, refused: 1 });
    const { items } = await rig.as(supervisor).call(listImportRows, { importId: started.id, outcome: ['refused'] });
    expect(items).toMatchObject([{ line: 4, externalId: null, why: { zh: '引号没有结束' } }]);
  });

  test('T-01 a row with what can not be stored, or with ever so many line ends, is refused alone', async () => {
    const csv = fileOf([
      ...rowsOf(1, 2),
      '2,问\u0000题,2026-03-01 10:00,咨询,',
      '3,问\ud800题,2026-03-01 10:00,咨询,',
      `4,"${'长篇, 大论\n'.repeat(50_000)}",2026-03-01 10:00,咨询,`,
      ...rowsOf(5, 6),
    ]);
    const started = await start(csv);
    expect(await done(started.id)).toMatchObject({ rows: 5, accepted: 2, refused: 3 });
    const { items } = await rig.as(supervisor).call(listImportRows, { importId: started.id });
    expect(items.map((row) => [row.line, row.outcome])).toEqual([
      [2, 'accepted'],
      [3, 'refused'],
      [4, 'refused'],
      [5, 'refused'],
      [50_006, 'accepted'],
    ]);
  });

  test('T-01 an import is cancelled once: what was taken in stays, the rest is refused, and the same file may come again', async () => {
    const csv = fileOf(rowsOf(1, 201));
    const started = await start(csv);
    // Nothing more than a part of it has been worked off.
    await rig.desk.sql('tickets', `update contact_import_row set outcome = 'held' where line > 51`);
    await rig.desk.sweep();
    await rig.desk.sql('tickets', `update contact_import_row set outcome = 'waiting' where outcome = 'held'`);
    const client = rig.as(supervisor);
    const ask = { importId: started.id, reason: '选错了文件' };
    const tried = await Promise.allSettled([client.call(cancelImport, ask), client.call(cancelImport, ask)]);
    expect(tried.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const ended = await client.call(getImport, { importId: started.id });
    expect(ended).toMatchObject({ state: 'cancelled', accepted: 50, refused: 150, progressPercent: 100 });
    expect(await refusal(client.call(cancelImport, ask))).toMatchObject({ code: 'tickets.import.ended' });
    await rig.desk.sweep();
    expect(await ticketCount()).toBe(50);
    const { items } = await client.call(listImportRows, { importId: started.id, outcome: ['refused'], limit: 1 });
    expect(items).toMatchObject([{ line: 52, why: { zh: '导入已取消' } }]);
    // P-05: nothing of what stood in the rows is kept.
    expect(await rig.desk.sql('tickets', 'select 1 from contact_import_row where cells is not null')).toEqual([]);
    expect(await rig.told(started.id)).toEqual(['started', 'progressed', 'cancelled']);
    const again = await start(csv);
    expect(again.id).not.toBe(started.id);
    expect(await done(again.id)).toMatchObject({ state: 'done', accepted: 150, refused: 50 });
    expect(await ticketCount()).toBe(200);
    expect(
      await refusal(client.call(cancelImport, { ...ask, importId: '01890000-0000-7000-8000-000000000000' })),
    ).toMatchObject({ code: 'tickets.import.not_found' });
  });

  test('R6 whoever saw an import before it went on may cancel it, and nobody who saw it before it ended', async () => {
    const started = await start(fileOf(rowsOf(1, 2_001)));
    // It goes on for a while, and then stands.
    await rig.desk.sql(
      'tickets',
      `update contact_import_row set outcome = 'held' where line > 101 and outcome = 'waiting'`,
    );
    await rig.desk.sweep();
    const client = rig.as(supervisor);
    const seen = await client.call(getImport, { importId: started.id });
    expect(seen.version).toBeGreaterThan(started.version);
    const cancel = (ifMatch: number) =>
      refusal(client.call(cancelImport, { importId: started.id, reason: '选错了文件' }, { ifMatch }));
    expect(await cancel(seen.version + 1)).toMatchObject({ code: 'version_not_reached' });
    await client.call(cancelImport, { importId: started.id, reason: '选错了文件' }, { ifMatch: started.version });
    expect(await cancel(seen.version)).toMatchObject({ code: 'version_mismatch' });
  });

  test('R9 an import ends, whatever is the matter with a row of it', async () => {
    await rig.desk.asOwner('tickets', `alter table ticket add constraint none_like_it check (question <> '问题7')`);
    const started = await start(fileOf(rowsOf(1, 101)));
    expect(await done(started.id)).toMatchObject({ state: 'done', accepted: 99, refused: 1 });
    const { items } = await rig.as(supervisor).call(listImportRows, { importId: started.id, outcome: ['refused'] });
    expect(items).toMatchObject([{ line: 8, why: { zh: expect.stringContaining('系统无法导入这一行') as string } }]);
  });

  test('the sample of New York’s hotline is taken in whole', async () => {
    const sample = new URL('../../samples/', import.meta.url);
    const csv = await readFile(new URL('nyc-311-3000.csv', sample), 'utf8');
    const nyc = await readFile(new URL('nyc-311-mapping.json', sample), 'utf8');
    const started = await start(csv, { source: 'nyc-311', mapping: nyc });
    expect(await done(started.id)).toMatchObject({ state: 'done', rows: 3_000, accepted: 3_000, refused: 0 });
    expect((await rig.as(supervisor).call(listTickets, { words: 'dead brooklyn', limit: 5 })).items).toHaveLength(5);
  }, 120_000);
});
