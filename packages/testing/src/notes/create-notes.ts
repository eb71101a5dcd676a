import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateNotes1800000000000 implements MigrationInterface {
  readonly name = 'CreateNotes1800000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE note (id uuid PRIMARY KEY, version int NOT NULL, text text NOT NULL,
       phone text NOT NULL, overdue boolean NOT NULL,
      finished boolean NOT NULL, history jsonb NOT NULL, next_deadline_at timestamptz)`);
    await runner.query('ALTER TABLE note ADD CONSTRAINT note_text UNIQUE (text)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE note');
  }
}
