import { Problem } from '@bumen/contracts';
import { scrubbed } from '../observability/log.ts';
import { HopelessEvent } from './received-event.ts';

/** What a person reads about a failure: declared problems say it themselves, of others only what holds no data. */
export function reasonOf(error: unknown): string {
  if (error instanceof Problem || error instanceof HopelessEvent) return error.message;
  return error instanceof Error ? `${error.name}: ${scrubbed(error.message)}`.slice(0, 1_000) : 'an unknown error';
}

/** PostgreSQL's text can't hold NUL. */
export const storable = (text: string) => text.replaceAll('\u0000', '');
