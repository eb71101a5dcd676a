import { chmodSync, chownSync, copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withDatabase } from '@bumen/infra/local/databases';
import { OwnCluster, startDesk, until } from '@bumen/testing';
import { addNote, NotesModule } from '@bumen/testing/notes';

const certificate = (name: string) =>
  fileURLToPath(new URL(`../../../../infra/local/fixtures/tls/${name}`, import.meta.url));

test('P-05 a service speaks to its database encrypted, pool and relay, and to no stranger, by its address alone', async () => {
  const cluster = await OwnCluster.start();
  const trusting = (authority: string) => `${cluster.url}?sslmode=verify-full&sslrootcert=${certificate(authority)}`;
  try {
    await withDatabase(cluster.url, async (client) => {
      const [row] = (await client.query<{ place: string }>("SELECT current_setting('data_directory') AS place")).rows;
      const { uid, gid } = statSync(row!.place);
      for (const name of ['server.crt', 'server.key']) {
        const file = join(row!.place, name);
        copyFileSync(certificate(name), file);
        chmodSync(file, 0o600);
        chownSync(file, uid, gid);
      }
      await client.query('ALTER SYSTEM SET ssl = on');
      await client.query('SELECT pg_reload_conf()');
    });
    const answers = () => withDatabase(trusting('authority.crt'), async () => true).catch(() => false);
    await until('it is encrypted', answers);
    await expect(withDatabase(trusting('stranger.crt'), async () => true)).rejects.toThrow(/certificate/);
    const desk = await startDesk({ tickets: NotesModule }, { open: true, cluster: trusting('authority.crt') });
    try {
      await desk.as('agent').call(addNote, { text: 'not for everybody', phone: '' });
      await desk.settle();
      const connections = await desk.sql<{ ssl: boolean; count: number }>(
        'tickets',
        `SELECT s.ssl, count(*)::int AS count FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)
          WHERE a.datname = current_database() GROUP BY s.ssl`,
      );
      expect(connections).toEqual([{ ssl: true, count: expect.any(Number) }]);
      expect(connections[0]!.count).toBeGreaterThan(1);
    } finally {
      await desk.close();
    }
  } finally {
    await cluster.close();
  }
});
