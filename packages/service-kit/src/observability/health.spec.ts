import { withDatabase } from '@bumen/infra/local/databases';
import { addNote, KitRig, NotesModule } from '../kit.rig.ts';
import type { RunningService } from '../service.ts';

describe('health and metrics', () => {
  let rig: KitRig;
  let running: RunningService;
  beforeAll(async () => {
    rig = await KitRig.open();
    running = await rig.start('tickets', NotesModule);
  });
  afterAll(() => rig.close());

  const get = async (path: string, of = running) => {
    const answer = await fetch(of.url + path);
    return { status: answer.status, body: await answer.text() };
  };

  test('is live and ready once it takes requests', async () => {
    expect(await get('/health/live')).toEqual({ status: 200, body: '{"status":"ok"}' });
    expect((await get('/health/ready')).status).toBe(200);
  });

  test('counts requests by operation and outcome', async () => {
    await rig.call(addNote, { text: 'counted', phone: '13812345678' });
    const { body } = await get('/metrics');
    expect(body).toMatch(
      /bumen_request_seconds_count\{service="tickets",operation="tickets\.note\.add",outcome="ok"\} \d+/,
    );
    expect(body).not.toContain('13812345678');
  });

  test.each(['synchronous_commit', 'fsync', 'full_page_writes'])('R1 is not ready while %s is off', async (setting) => {
    const { databaseUrl } = await rig.config('tickets');
    const admin = process.env['BUMEN_TEST_DATABASE_URL']!;
    const database = new URL(databaseUrl).pathname.slice(1);
    const set = async (value: 'off' | 'on') => {
      // Of the three only synchronous_commit can be set for one database; the others are the whole server's.
      if (setting === 'synchronous_commit')
        await withDatabase(admin, (client) =>
          client.query(`ALTER DATABASE ${database} SET synchronous_commit = ${value}`),
        );
      else
        await withDatabase(admin, async (client) => {
          await client.query(`ALTER SYSTEM SET ${setting} = ${value}`);
          await client.query('SELECT pg_reload_conf()');
        });
    };
    await set('off');
    try {
      const other = await rig.start('tickets', NotesModule);
      let ready = await get('/health/ready', other);
      // A reload reaches the server's sessions a moment later.
      while (ready.status === 200) ready = await get('/health/ready', other);
      expect(ready.status).toBe(503);
      expect(ready.body).toContain(`the database may lose what it has acknowledged: ${setting} is off`);
      await other.close();
    } finally {
      await set('on');
    }
    let ready = await get('/health/ready');
    while (ready.status !== 200) ready = await get('/health/ready');
    expect(ready.status).toBe(200);
  });

  test('is not ready where a migration is missing', async () => {
    await running.sql(`UPDATE migration SET name = 'other' WHERE name = 'CreateNotes1800000000000'`);
    const { status, body } = await get('/health/ready');
    await running.sql(`UPDATE migration SET name = 'CreateNotes1800000000000' WHERE name = 'other'`);
    expect(status).toBe(503);
    expect(body).toContain('not run yet: CreateNotes1800000000000');
  });
});
