import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { Controller, Module } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import pg from 'pg';
import { startDesk, type Desk } from '@bumen/testing';
import { addNote, NotesModule, showNote } from '@bumen/testing/notes';
import { declaredBy, patternsOf, poolOf, releaseRunner, runnerOn, streamOf } from './insides.ts';
import { Database } from './transaction/database.ts';

/** With these versions every test below was green. Another one is tried by running them, and then stands here. */
const tried: Readonly<Record<string, string>> = {
  typeorm: '1.1.1',
  pg: '8.23.1',
  '@nestjs/common': '12.5.1',
  '@nestjs/core': '12.5.1',
  '@nestjs/microservices': '12.1.1',
};

test.each(Object.entries(tried))(
  'the insides of %s were tried with version %s, which is installed',
  (name, version) => {
    const installed = readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8');
    expect((JSON.parse(installed) as { version: string }).version).toBe(version);
  },
);

describe('insides', () => {
  let desk: Desk;
  let database: Database;
  beforeAll(async () => {
    desk = await startDesk({ tickets: NotesModule }, { open: true });
    database = desk.service('tickets').app.get(Database);
  });
  afterAll(() => desk.close());

  test('of TypeORM: its pg pool', () => {
    expect(poolOf(database.manager.dataSource)).toBeInstanceOf(pg.Pool);
  });

  test('of TypeORM: a runner works in a transaction that has begun, begins a savepoint and lets the connection be', async () => {
    const client = await database.connection.connect();
    await client.query('BEGIN');
    await client.query('CREATE TEMPORARY TABLE planted (id int)');
    const runner = runnerOn(database.manager.dataSource, client);
    expect(await runner.manager.query('SELECT id FROM planted')).toEqual([]);
    await expect(
      runner.manager.transaction(async (inner) => {
        await inner.query('INSERT INTO planted VALUES (1)');
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect((await client.query('SELECT id FROM planted')).rows).toEqual([]);
    await releaseRunner(runner);
    expect((await client.query('SELECT id FROM planted')).rows).toEqual([]);
    await client.query('ROLLBACK');
    client.release();
  });

  test('of pg: what is asked while its stream is held back goes out when it is let go', async () => {
    const client = await database.connection.connect();
    const stream = streamOf(client as unknown as pg.Client);
    stream.cork();
    let answered = false;
    const answer = client.query('SELECT 1').then(() => (answered = true));
    const { rows } = await database.connection.query('SELECT 2 AS two');
    expect([rows, answered]).toEqual([[{ two: 2 }], false]);
    stream.uncork();
    await answer;
    client.release();
  });

  test('of Nest: the handler gets what is handed on, here the request without the spaces around its text', async () => {
    const { noteId } = await desk.as('agent').call(addNote, { text: ' handed on ', phone: '1' });
    expect(await desk.as('agent').call(showNote, { noteId })).toMatchObject({ text: 'handed on' });
  });
});

test('of Nest: what a module was given, and the patterns of a method', () => {
  @Controller()
  class Planted {
    @MessagePattern('planted.pattern')
    handle(): void {}
  }
  @Module({ controllers: [Planted] })
  class PlantedModule {}
  expect(declaredBy(PlantedModule, 'controllers')).toEqual([Planted]);
  expect(declaredBy(PlantedModule, 'imports')).toEqual([]);
  const method = Object.getOwnPropertyDescriptor(Planted.prototype, 'handle')!.value as object;
  expect(patternsOf(method)).toEqual(['planted.pattern']);
});
