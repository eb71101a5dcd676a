import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payments and what they rest on. */
export class CreatePayments1772400000002 implements MigrationInterface {
  readonly name = 'CreatePayments1772400000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cheque_book (
        id uuid NOT NULL,
        version integer NOT NULL,
        custody_item_id uuid NOT NULL,
        bank_account text NOT NULL,
        series text NOT NULL,
        first_number integer NOT NULL,
        last_number integer NOT NULL,
        state text NOT NULL,
        taken_by_id uuid NOT NULL,
        taken_by_name text NOT NULL,
        registered_by_id uuid NOT NULL,
        registered_by_name text NOT NULL,
        registered_at timestamptz NOT NULL,
        taken_back jsonb,
        reason text,
        cancelled_count integer NOT NULL,
        PRIMARY KEY (id)
      );
      CREATE INDEX cheque_book_series ON cheque_book (bank_account, series, first_number);
      CREATE UNIQUE INDEX cheque_book_item ON cheque_book (custody_item_id) WHERE state = 'in_use';

      CREATE TABLE cheque_number (
        book_id uuid NOT NULL,
        next integer NOT NULL,
        last integer NOT NULL,
        CONSTRAINT cheque_number_pkey PRIMARY KEY (book_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE cheque_number, cheque_book;
    `);
  }
}
