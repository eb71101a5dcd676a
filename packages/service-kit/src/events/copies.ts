import { Injectable } from '@nestjs/common';
import type { CopyType, EventEnvelope } from '@bumen/contracts';
import { Database } from '../transaction/database.ts';
import { activeWork } from '../transaction/work.ts';
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

/** Keeps the declared copies of a service current: one write that nobody waits for, whatever came before or twice. */
@Injectable()
export class Copies {
  constructor(private readonly database: Database) {}

  /** Carries out the copies; what the service does besides is done behind the write, in the same transaction. */
  carryOut(entities: readonly CopyEntity[], handlers: ReactionHandlers): void {
    for (const entity of entities) {
      const declared = copyKeptIn(entity);
      if (!declared) continue;
      const keep = this.#keeperOf(entity, declared);
      handlers.wrap(declared, (besides: ReactionHandler['handle'] | undefined) => async (event) => {
        keep(event);
        await besides?.(event);
      });
    }
  }

  #keeperOf(entity: CopyEntity, declared: CopyType): (event: EventEnvelope) => void {
    const metadata = this.database.metadataOf(entity);
    const kept = declared.keeps.map((field) => {
      const path = field.split('.');
      const column = path.at(-1)!;
      if (!metadata.findColumnWithPropertyName(column))
        throw new Error(`${metadata.name} has no column ${column}, which ${declared.name} keeps`);
      return { column, path };
    });
    return ({ subject, data }) => {
      const values = Object.fromEntries(kept.map(({ column, path }) => [column, at(data, path)]));
      activeWork().insert(entity, [{ id: subject, ...values }], { replacing: true });
    };
  }
}

const at = (data: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key] ?? null, data);
