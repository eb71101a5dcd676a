import type { MigrationClasses } from '../transaction/database.ts';
import { CreateKitTables1700000000000 } from './1700000000000-create-kit-tables.ts';

/** What every service's database gets before the service's own migrations, whose names end with a later moment. */
export const kitMigrations: MigrationClasses = [CreateKitTables1700000000000];
