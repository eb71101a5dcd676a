import { Injectable } from '@nestjs/common';
import { DataSource, type EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { CopyType, EventEnvelope } from '@bumen/contracts';
import { activeTransaction } from '../transaction/work.ts';
import type { ReactionHandler, ReactionHandlers } from './reaction-handlers.ts';

type CopyEntity = new () => object;
const declaredOf = new WeakMap<CopyEntity, CopyType>();

/**
 * Makes an entity the copy that a contract declares: its column `id` and one column for each field that is kept.
 * Columns of the service's own have a default.
 */
export function CopyOf(declared: CopyType) {
  return (entity: CopyEntity): void => {
    declaredOf.set(entity, declared);
  };
}

/** The copy that an entity is of; undefined where it is none. */
export const copyKeptIn = (entity: CopyEntity): CopyType | undefined => declaredOf.get(entity);

interface KeptColumn {
  readonly column: ColumnMetadata;
  readonly path: readonly string[];
}

/** Keeps the declared copies of a service current: one write that nobody waits for, whatever came before or twice. */
@Injectable()
export class Copies {
  constructor(private readonly dataSource: DataSource) {}

  /** Carries out the copies; what the service does besides is done behind the write, in the same transaction. */
  carryOut(entities: readonly CopyEntity[], handlers: ReactionHandlers): void {
    for (const entity of entities) {
      const declared = copyKeptIn(entity);
      if (!declared) continue;
      const keep = this.#keeperOf(this.dataSource.getMetadata(entity), declared);
      handlers.wrap(declared, (besides: ReactionHandler['handle'] | undefined) => async (event) => {
        keep(event);
        await besides?.(event);
      });
    }
  }

  #keeperOf(metadata: EntityMetadata, declared: CopyType): (event: EventEnvelope) => void {
    const kept = declared.keeps.map((path): KeptColumn => {
      const name = path.split('.').at(-1)!;
      const column = metadata.findColumnWithPropertyName(name);
      if (!column) throw new Error(`${metadata.name} has no column ${name}, which ${declared.name} keeps`);
      return { column, path: path.split('.') };
    });
    const names = kept.map(({ column }) => `"${column.databaseName}"`);
    const text = `INSERT INTO "${metadata.tableName}" (id, ${names.join(', ')})
      VALUES ($1, ${names.map((_, index) => `$${index + 2}`).join(', ')})
      ON CONFLICT (id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`;
    return ({ subject, data }) =>
      activeTransaction().write(`${declared.service}_${declared.name}`, text, [
        subject,
        ...kept.map(({ column, path }) => stored(column, at(data, path))),
      ]);
  }
}

const at = (data: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key] ?? null, data);

const stored = (column: ColumnMetadata, value: unknown): unknown =>
  value !== null && column.type === 'jsonb' ? JSON.stringify(value) : value;
