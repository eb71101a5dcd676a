import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import specs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { catalogue, departmentSubject, eventSubject } from '@bumen/contracts';
import { asyncApiDocument } from './asyncapi-document.ts';
import { documents, staleDocuments } from './generate.ts';
import { statesDocument } from './states.ts';
import { trafficDocument } from './traffic.ts';

interface Channel {
  readonly address: string;
  readonly messages: Record<string, { $ref: string }>;
}
interface AsyncApi {
  readonly channels: Record<string, Channel>;
  readonly operations: Record<string, { action: string; channel: { $ref: string }; messages: { $ref: string }[] }>;
}
const asyncApi = () => asyncApiDocument('1.0.0') as unknown as AsyncApi;

test('the committed documents say what the contracts say', () => {
  expect(staleDocuments()).toEqual([]);
});

test('a document that was changed by hand, is missing or left over is found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bumen-documents-'));
  try {
    for (const [path, text] of documents()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    expect(staleDocuments(folder)).toEqual([]);
    writeFileSync(join(folder, 'docs/traffic.md'), `${trafficDocument()}one line more\n`);
    rmSync(join(folder, 'docs/asyncapi.json'));
    writeFileSync(join(folder, 'docs/openapi/forgotten.json'), '{}');
    expect(staleDocuments(folder)).toEqual([
      expect.stringContaining('docs/asyncapi.json is missing'),
      expect.stringContaining('docs/traffic.md is not what the contracts say'),
      expect.stringContaining('docs/openapi/forgotten.json describes no service'),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('asyncapi.json', () => {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  const validate = ajv.compile(specs.schemasWithoutId['3.0.0']);

  test('is AsyncAPI 3.0 by its own schema, which refuses a planted error', () => {
    expect(validate(asyncApiDocument('1.0.0')) ? [] : validate.errors).toEqual([]);
    expect(validate({ ...asyncApiDocument('1.0.0'), channels: { x: { adress: 'misspelt' } } })).toBe(false);
  });

  test('every reference leads somewhere', () => {
    const document = asyncApiDocument('1.0.0');
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]!);
    const lost = references.filter(
      (one) =>
        one
          .slice(2)
          .split('/')
          .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document) === undefined,
    );
    expect(references.length).toBeGreaterThan(catalogue.events.length);
    expect(lost).toEqual([]);
  });

  test('E-01 has a channel for every subject that events travel on, and no other', () => {
    const subjects = catalogue.events.flatMap((event) => [
      eventSubject(event),
      ...(event.audience === 'departments' ? [departmentSubject(event)] : []),
    ]);
    expect(
      Object.values(asyncApi().channels)
        .map((channel) => channel.address)
        .toSorted(),
    ).toEqual(subjects.toSorted());
  });

  test('has one sender a channel and a receiver for every event of every reaction', () => {
    const { channels, operations } = asyncApi();
    const list = Object.values(operations);
    const senders = Map.groupBy(
      list.filter((one) => one.action === 'send'),
      (one) => one.channel.$ref,
    );
    expect([...senders.keys()].toSorted()).toEqual(
      Object.keys(channels)
        .map((channel) => `#/channels/${channel}`)
        .toSorted(),
    );
    expect([...senders.values()].every((some) => some.length === 1)).toBe(true);
    expect(list.filter((one) => one.action === 'receive')).toHaveLength(
      catalogue.reactions.reduce((sum, reaction) => sum + reaction.on.length, 0),
    );
  });
});

describe('traffic.md', () => {
  test('names every operation, event, reaction, problem and policy', () => {
    const text = trafficDocument();
    const names = [...catalogue.operations, ...catalogue.events, ...catalogue.reactions, ...catalogue.policies].map(
      (one) => one.name,
    );
    expect([...names, ...catalogue.problems.map((one) => one.code)].filter((name) => !text.includes(name))).toEqual([]);
  });

  test('keeps every table in shape', () => {
    const rows = trafficDocument()
      .split('\n')
      .filter((line) => line.startsWith('|'));
    const columns = (row: string) => row.split(/(?<!\\)\|/).length;
    const broken = rows.filter(
      (row, index) =>
        index > 0 &&
        rows[index - 1] !== undefined &&
        row.startsWith('| ---') &&
        columns(row) !== columns(rows[index - 1]!),
    );
    expect(rows.length).toBeGreaterThan(catalogue.operations.length + catalogue.events.length);
    expect(broken).toEqual([]);
  });
});

test('T-05 states.md draws every step that leads elsewhere', () => {
  const text = statesDocument();
  const arrows = catalogue.stateTables.flatMap((table) =>
    Object.entries(table.steps).flatMap(([verb, step]) =>
      step.from.flatMap((from) => table.after(verb, from).filter((to) => to !== from)),
    ),
  );
  expect(text.match(/ --> /g) ?? []).toHaveLength(arrows.length);
});
