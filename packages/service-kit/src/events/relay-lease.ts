import pg from 'pg';
import { prepared } from '../transaction/statement.ts';

const lock = { classId: 0x62756d65, objectId: 1 };

/**
 * The right to publish a service's outbox: a PostgreSQL session advisory lock on a connection of its own. All writes of
 * the relay go over this same connection, so a relay that lost the lock can't write any more, whatever it believes.
 */
export class RelayLease {
  readonly #client: pg.Client;
  readonly #leaseMs: number;
  #turn: Promise<unknown> = Promise.resolve();
  #heartbeat: NodeJS.Timeout | undefined;
  #lostBecause: Error | undefined;

  private constructor(client: pg.Client, leaseMs: number) {
    this.#client = client;
    this.#leaseMs = leaseMs;
    const lose = (error: Error) => {
      this.#lostBecause ??= error;
    };
    client.on('error', lose);
    client.on('end', () => lose(new Error('the connection of the relay ended')));
  }

  /** Opens the connection; it stands by until `tryToLead` succeeds. */
  static async standBy(connectionString: string, leaseMs: number): Promise<RelayLease> {
    // A leader that can't reach the database for so long gives up by itself; it would be deposed anyway. What it notes
    // may be lost in a crash of the database: what the broker has is recognised by its message id (R5). So it need not
    // wait for the disk.
    const client = new pg.Client({
      connectionString,
      application_name: 'bumen-relay',
      options: '-c synchronous_commit=off',
      keepAlive: true,
      query_timeout: 60_000,
      connectionTimeoutMillis: 5_000,
    });
    const lease = new RelayLease(client, leaseMs);
    await client.connect();
    return lease;
  }

  /** The reason why the lease is gone, where it is. */
  get lost(): Error | undefined {
    return this.#lostBecause;
  }

  /**
   * Takes the lock where it is free. A frozen leader (SIGSTOP, a hanging host) keeps its session and with it the lock,
   * so a session that holds the lock but has been idle for longer than the lease is ended; the next try then finds the
   * lock free.
   */
  async tryToLead(): Promise<boolean> {
    const { rows } = await this.#client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS held', [
      lock.classId,
      lock.objectId,
    ]);
    if (rows[0]?.held) {
      this.#heartbeat = setInterval(() => void this.#beat(), this.#leaseMs / 4);
      return true;
    }
    await this.#client.query(
      `SELECT pg_terminate_backend(held.pid)
         FROM pg_locks held JOIN pg_stat_activity session ON session.pid = held.pid
        WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 2
          AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND held.classid = $1::int::oid AND held.objid = $2::int::oid
          AND session.state <> 'active'
            AND session.state_change < clock_timestamp() - make_interval(secs => $3::float8 / 1000)`,
      [lock.classId, lock.objectId, this.#leaseMs],
    );
    return false;
  }

  /** Runs a statement that is prepared once; throws once the lease is lost. */
  query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const answer = this.#turn.then(async () => {
      if (this.#lostBecause) throw this.#lostBecause;
      return (await this.#client.query<Row>(prepared(text, values))).rows;
    });
    // One after the other: the connection is shared by the streams and the heartbeat.
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  /** Gives the lock back. */
  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    this.#lostBecause ??= new Error('the lease was given back');
    await this.#client.end().catch(() => undefined);
  }

  async #beat(): Promise<void> {
    await this.query('SELECT 1').catch((error: Error) => {
      this.#lostBecause ??= error;
    });
  }
}
