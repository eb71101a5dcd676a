import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '@bumen/contracts';
import { openApiDocument } from '@bumen/gateway/openapi';
import { openApiComplaints } from './tools.ts';

/** Of a document as it would be committed. */
function complaintsOf(document: object): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'bumen-openapi-'));
  try {
    const file = join(folder, 'openapi.json');
    writeFileSync(file, JSON.stringify(document));
    return openApiComplaints(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('E-04 the document keeps the rules of redocly.yaml without a warning', () => {
  expect(complaintsOf(openApiDocument())).toEqual([]);
}, 60_000);

test('a heading without words, an operation that never succeeds and a reference that leads nowhere are found', () => {
  const document = structuredClone(openApiDocument()) as { tags: { name: string }[]; paths: Record<string, unknown> };
  document.tags[0] = { name: document.tags[0]!.name };
  const { get } = document.paths['/api/hr/teams'] as { get: { responses: Record<string, object> } };
  delete get.responses['200'];
  get.responses['404'] = { $ref: '#/components/responses/nothing' };
  expect(complaintsOf(document).join('\n')).toMatch(
    /no-unresolved-refs.*404(.|\n)*operation-2xx-response.*teams(.|\n)*tag-description.*tags\/0/,
  );
}, 60_000);

test('the words for each noun stand beside its operations', () => {
  const nouns = new Set<string>(catalogue.nouns.map(({ name }) => name));
  const named = catalogue.operations.map(({ name }) => name.split('.').slice(0, 2).join('.'));
  expect(
    [...new Set(named)]
      .filter((name) => !nouns.has(name))
      .map((name) => `declare noun('${name}', …) beside its operations`),
  ).toEqual([]);
  expect([...nouns].filter((name) => !named.includes(name))).toEqual([]);
});
