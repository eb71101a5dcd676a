import type { MigrationClasses } from '../transaction/database.ts';
import { CreateKitTables1700000000000 } from './1700000000000-create-kit-tables.ts';
import { CreateDeadEvents1700000000100 } from './1700000000100-create-dead-events.ts';
import { InsertOnlyOutbox1700000000200 } from './1700000000200-insert-only-outbox.ts';

/** What every service's database gets before the service's own migrations, whose names end with a later moment. */
export const kitMigrations: MigrationClasses = [
  CreateKitTables1700000000000,
  CreateDeadEvents1700000000100,
  InsertOnlyOutbox1700000000200,
];
