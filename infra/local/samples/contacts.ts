import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import type { importView } from '@bumen/contracts';
import type { ApiClient } from '../api-client.ts';

/** A day of contacts, recorded elsewhere. */
export async function loadContacts(asSupervisor: ApiClient, report: (progress: string) => void): Promise<void> {
  await importContacts(asSupervisor, report, {
    source: 'scenes',
    title: 'scenes of the rule book',
    csv: './scenes.csv',
    mapping: './scenes-mapping.json',
  });
  await importContacts(asSupervisor, report, {
    source: 'nyc-311',
    title: 'a day of service requests',
    csv: '../../../apps/tickets/samples/nyc-311-3000.csv',
    mapping: '../../../apps/tickets/samples/nyc-311-mapping.json',
  });
}

async function importContacts(
  asSupervisor: ApiClient,
  report: (progress: string) => void,
  file: { readonly source: string; readonly title: string; readonly csv: string; readonly mapping: string },
): Promise<void> {
  const [csv, mapping] = await Promise.all([
    readFile(new URL(file.csv, import.meta.url), 'utf8'),
    readFile(new URL(file.mapping, import.meta.url), 'utf8'),
  ]);
  const query = new URLSearchParams({
    source: file.source,
    fileName: file.csv.split('/').at(-1)!,
    mapping: JSON.stringify(JSON.parse(mapping)),
  });
  type Progress = z.output<typeof importView>;
  let progress = await asSupervisor.post<Progress>(`/tickets/import?${query.toString()}`, csv, { type: 'text/csv' });
  while (progress.state === 'running') {
    report(`${file.title}: ${progress.accepted + progress.refused}/${progress.rows}`);
    await pause(300);
    progress = await asSupervisor.get<Progress>(`/tickets/imports/${progress.id}`);
  }
  report(`${file.title}: ${progress.accepted} taken in, ${progress.refused} refused of ${progress.rows}`);
}
