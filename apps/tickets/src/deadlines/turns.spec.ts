import { getImport, startImport, type ImportMapping } from '@bumen/contracts';
import { until } from '@bumen/testing/until';
import { TicketsRig } from '../tickets.rig.ts';

const mapping: ImportMapping = {
  externalId: 'id',
  question: ['what'],
  contactedAt: { column: 'when', format: 'yyyy-MM-dd HH:mm', zone: 'Asia/Shanghai' },
  nature: { column: 'kind', values: { 咨询: 'consult' } },
  channel: 'phone',
  customerName: { otherwise: '匿名' },
};
const rowsMax = 1_500;

describe('background work of several kinds', () => {
  let rig: TicketsRig;
  beforeEach(async () => {
    rig = await TicketsRig.open();
  }, 60_000);
  afterEach(() => rig?.close());

  test('R9 T-04 while a long file is taken in, who waits too long for an answer is noticed', async () => {
    const supervisor = rig.as(await rig.person({ roles: ['supervisor'] }));
    await rig.person({ team: await rig.team('service') });
    const ticket = await rig.open();
    const rows = Array.from({ length: rowsMax }, (_, index) => `${index},问题,2026-03-01 10:00,咨询`);
    const csv = ['id,what,when,kind', ...rows].join('\n');
    const { id: importId } = await supervisor.call(startImport, { source: 'hotline', fileName: 'f.csv', mapping, csv });
    await until('the import is under way', async () => {
      const { accepted } = await supervisor.call(getImport, { importId });
      return accepted > 0;
    });
    rig.desk.clock.advance({ minutes: 2 });
    await until('the limit is noticed', async () => (await rig.told(ticket.id)).includes('first_response_breached'));
    expect(await supervisor.call(getImport, { importId })).toMatchObject({ state: 'running' });
  }, 60_000);
});
