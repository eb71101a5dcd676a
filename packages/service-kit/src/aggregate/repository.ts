import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { EntityClass } from '../transaction/database.ts';
import type { Gathered } from '../transaction/statement.ts';
import { activeWork } from '../transaction/work.ts';

/**
 * Where SQL stands, and nowhere else. What a statement does is declared by the method that takes it, so that the kit
 * knows what it may do with it: what only reads and adds rows can share a commit with others. Statements run in the
 * work in progress, each connection prepares a text once, and whatever changes something is refused in queries.
 */
export abstract class Repository {
  /** Rows as they are now. It locks nothing and changes nothing, so it needs no transaction. */
  protected read<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return activeWork().read<Row>(text, values);
  }

  /** As `read`, planned anew each time: for texts of which there are too many to keep. */
  protected readOnce<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    return activeWork().readOnce<Row>(text, values);
  }

  /** Rows that nobody else locks or changes before the transaction ends (`FOR …`), or an advisory lock. */
  protected lockRows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return activeWork().lockRows<Row>(text, values);
  }

  /** Changes rows; for what somebody waits for, be it only that it is done before the next statement. */
  protected change<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return activeWork().change<Row>(text, values);
  }

  /**
   * Adds rows, all with the same properties. Nobody waits for them: they go out with the next statement that has an
   * answer, which sees them, or with the commit. One row is written once between two such statements. `unique`: what
   * the violation of a constraint of this name means.
   */
  protected insert<E extends object>(
    entity: EntityClass<E>,
    rows: readonly Partial<E>[],
    unique: Readonly<Record<string, () => Error>> = {},
  ): void {
    activeWork().insert(entity, rows, { unique });
  }

  /** As `insert`; a row whose key is there takes the new values instead. */
  protected upsert<E extends object>(entity: EntityClass<E>, rows: readonly Partial<E>[]): void {
    activeWork().insert(entity, rows, { replacing: true });
  }

  /** What comes together under `key` in this transaction and is written at its very end. */
  protected gather<G extends Gathered>(key: object, make: () => G): G {
    return activeWork().gather(key, make);
  }

  /** TypeORM's query builder in the work in progress, for lists with filters. */
  protected select<E extends ObjectLiteral>(entity: new () => E, alias: string): SelectQueryBuilder<E> {
    return activeWork().manager.createQueryBuilder(entity, alias);
  }
}
