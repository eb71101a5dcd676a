import type { Duplex } from 'node:stream';
import type { Client, Pool, PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';

/**
 * Where the kit reaches into what others keep to themselves, because there is no other way in. Nothing promises that it
 * stays; `insides.spec.ts` says with which versions it was tried and what to try again when one of them changes.
 */

/** The pg pool below TypeORM, for prepared statements: its own `query` prepares none. */
export function poolOf(dataSource: DataSource): Pool {
  return (dataSource.driver as unknown as { master: Pool }).master;
}

/** A runner of TypeORM on a connection that has a transaction already: what it starts itself becomes a savepoint. */
export function runnerOn(dataSource: DataSource, client: PoolClient): QueryRunner {
  return Object.assign(dataSource.createQueryRunner(), {
    databaseConnection: client,
    isTransactionActive: true,
    transactionDepth: 1,
  });
}

/** Lets a runner go that `runnerOn` made; the connection stays with whoever took it from the pool. */
export async function releaseRunner(runner: QueryRunner): Promise<void> {
  await Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 }).release();
}

/** The stream over which a connection sends, to hold back and let go what it writes. */
export const streamOf = (client: Client): Duplex =>
  (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection.stream;
