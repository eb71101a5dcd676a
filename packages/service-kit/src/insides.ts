import type { Duplex } from 'node:stream';
import type { ExecutionContext } from '@nestjs/common';
import type { Client, Pool, PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';

/**
 * Where the kit reaches into what others keep to themselves, because there is no other way in. Nothing promises that it
 * stays, so `insides.spec.ts` says with which versions it was tried and fails where another one is installed.
 */

/** TypeORM: the pg pool below it, for prepared statements, which its own `query` doesn't make. */
export function poolOf(dataSource: DataSource): Pool {
  return (dataSource.driver as unknown as { master: Pool }).master;
}

/** TypeORM: a runner on a connection that has a transaction already; what it begins itself becomes a savepoint. */
export function runnerOn(dataSource: DataSource, client: PoolClient): QueryRunner {
  return Object.assign(dataSource.createQueryRunner(), {
    databaseConnection: client,
    isTransactionActive: true,
    transactionDepth: 1,
  });
}

/** TypeORM: lets a runner go that `runnerOn` made; the connection stays with whoever took it from the pool. */
export async function releaseRunner(runner: QueryRunner): Promise<void> {
  await Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 }).release();
}

/** pg: the stream over which a connection sends, to hold back and let go what it writes. */
export const streamOf = (client: Client): Duplex =>
  (client as unknown as { readonly connection: { readonly stream: Duplex } }).connection.stream;

/** Nest: puts a request in the place of the one that came; the handler is called with what stands there. */
export function handOn(context: ExecutionContext, request: unknown): void {
  context.getArgs<unknown[]>()[0] = request;
}

/** Nest: what a module's decorator was given. */
export const declaredBy = <T>(module: object, what: 'imports' | 'controllers'): readonly T[] =>
  (Reflect.getMetadata(what, module) ?? []) as T[];

/** Nest: the patterns under which a method was given to the transport, which are all that it mounts. */
export const patternsOf = (method: object): readonly string[] =>
  (Reflect.getMetadata('microservices:pattern', method) ?? []) as string[];
