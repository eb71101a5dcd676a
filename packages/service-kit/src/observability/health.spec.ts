import { withDatabase } from '@bumen/infra/local/databases';
import { OwnCluster, startDesk, until, type Desk } from '@bumen/testing';
import { addNote, NotesModule } from '@bumen/testing/notes';
import type { RunningService } from '../service.ts';

describe('health and metrics', () => {
  let cluster: OwnCluster;
  let desk: Desk;
  let running: RunningService;
  beforeAll(async () => {
    cluster = await OwnCluster.start();
    desk = await startDesk({ tickets: NotesModule }, { open: true, cluster: cluster.url });
    running = desk.service('tickets');
  });
  afterAll(async () => {
    await desk?.close();
    await cluster?.close();
  });

  const get = async (path: string) => {
    const answer = await fetch(running.url + path);
    return { status: answer.status, body: await answer.text() };
  };

  test('is live and ready once it takes requests', async () => {
    expect(await get('/health/live')).toEqual({ status: 200, body: '{"status":"ok"}' });
    expect((await get('/health/ready')).status).toBe(200);
  });

  test('counts requests by operation and outcome', async () => {
    await desk.as('agent').call(addNote, { text: 'counted', phone: '13812345678' });
    const { body } = await get('/metrics');
    expect(body).toMatch(
      /bumen_request_seconds_count\{service="tickets",operation="tickets\.note\.add",outcome="ok"\} \d+/,
    );
    expect(body).not.toContain('13812345678');
  });

  test.each(['synchronous_commit', 'fsync', 'full_page_writes'])('R1 is not ready while %s is off', async (setting) => {
    const set = (value: 'off' | 'on') =>
      withDatabase(cluster.url, async (client) => {
        await client.query(`ALTER SYSTEM SET ${setting} = ${value}`);
        await client.query('SELECT pg_reload_conf()');
      });
    // A reload reaches each of the server's sessions a moment later, and any of them may be asked.
    const becomes = (status: number, said: string) =>
      until(`it answers ${status}`, async () => {
        const answer = await get('/health/ready');
        return answer.status === status && answer.body.includes(said);
      });
    await set('off');
    await becomes(503, `the database may lose what it has acknowledged: ${setting} is off`);
    await set('on');
    await becomes(200, '');
  });

  test('is not ready where a migration is missing', async () => {
    await desk.asOwner('tickets', `UPDATE migration SET name = 'other' WHERE name = 'CreateNotes1800000000000'`);
    const { status, body } = await get('/health/ready');
    await desk.asOwner('tickets', `UPDATE migration SET name = 'CreateNotes1800000000000' WHERE name = 'other'`);
    expect(status).toBe(503);
    expect(body).toContain('not run yet: CreateNotes1800000000000');
  });
});
