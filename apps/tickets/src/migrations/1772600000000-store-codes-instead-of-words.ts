import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What nobody wrote is a code with its details; words are made where it is shown. */
export class StoreCodesInsteadOfWords1772600000000 implements MigrationInterface {
  readonly name = 'StoreCodesInsteadOfWords1772600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE ticket_message
        ALTER text DROP NOT NULL,
        ADD note jsonb,
        ADD CONSTRAINT ticket_message_note CHECK ((kind = 'system') = (note IS NOT NULL)),
        ADD CONSTRAINT ticket_message_text CHECK (kind = 'system' OR text IS NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM ticket_message WHERE kind = 'system';
      ALTER TABLE ticket_message
        DROP CONSTRAINT ticket_message_text,
        DROP CONSTRAINT ticket_message_note,
        DROP note,
        ALTER text SET NOT NULL`);
  }
}
