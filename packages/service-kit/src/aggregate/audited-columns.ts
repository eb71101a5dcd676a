import type { z } from 'zod';
import { catalogue, mask, maskerOf, personalKindOf, personalNames, type PersonalKind } from '@bumen/contracts';
import { Words } from '../audit/words.ts';

/** What of an aggregate's columns is personal, as its repository says it. */
export interface PersonalMarks {
  /** The schema in which the aggregate is shown: a column is marked as the field of its name is (P-05). */
  readonly view: z.ZodObject;
  /** Columns that the view doesn't show under their name, and into which something about a person may be written. */
  readonly personal?: Readonly<Record<string, PersonalKind>>;
  /** Columns that are named as personal data is elsewhere, or hold a text that the view doesn't show, and are none. */
  readonly notPersonal?: readonly string[];
  /** Columns that hold a secret such as a password's hash; the audit trail tells only that they changed. */
  readonly secret?: readonly string[];
}

type Shown = (value: unknown, names: ReadonlySet<string>) => unknown;
interface Column {
  readonly shown: Shown;
  /** Holds the name of a person. */
  readonly isName: boolean;
}
const open: Column = { shown: (value) => value, isName: false };

/** How the audit trail shows an aggregate's columns. Refuses marks that protect nothing, and columns without one. */
export class AuditedColumns {
  readonly #columns: ReadonlyMap<string, Column>;

  /** `columns`: all that the entity has, by property. `texts`: those of them that can hold a text. */
  constructor(entity: string, columns: readonly string[], marks: PersonalMarks, texts: readonly string[] = []) {
    refuseMarksOfNothing(entity, columns, marks, texts);
    this.#columns = new Map(columns.map((column) => [column, columnOf(entity, column, marks, texts.includes(column))]));
  }

  /** `names`: those of the people whom the work is about, as they are known in the end. */
  shown(column: string, value: unknown, names: ReadonlySet<string>): unknown {
    return value === null ? null : this.#columns.get(column)!.shown(value, names);
  }

  /** The columns that hold the name of a person. */
  get names(): readonly string[] {
    return [...this.#columns].flatMap(([column, { isName }]) => (isName ? [column] : []));
  }
}

function columnOf(entity: string, column: string, marks: PersonalMarks, isText: boolean): Column {
  const { view, personal, notPersonal, secret } = marks;
  if (secret?.includes(column)) return { shown: () => '***', isName: false };
  const kind = personal?.[column];
  if (kind !== undefined) return { shown: (value, names) => masked(kind, value, names), isName: kind === 'name' };
  const field = (view.shape as Readonly<Record<string, z.ZodType>>)[column];
  const masker = field && maskerOf(field);
  if (masker) {
    const shown: Shown = (value, names) =>
      masker(value, { mayReadWords: () => false, redacted: (text) => new Words(text, names) });
    return { shown, isName: personalKindOf(field) === 'name' };
  }
  if (notPersonal?.includes(column)) return open;
  const elsewhere = namesOfPersonalFields().get(column);
  if (elsewhere !== undefined)
    throw new Error(
      `${entity} has a column ${column}, which is personal data (${elsewhere}) elsewhere in the contracts and goes ` +
        'into the audit trail in clear: mark the field in its view, or name the column under `personal`, or under ' +
        '`notPersonal` where it is none',
    );
  if (!field && isText)
    throw new Error(
      `${entity} has a column ${column}, which can hold a text that its view doesn't show and goes into the audit ` +
        'trail in clear: name it under `personal` with its kind, under `secret`, or under `notPersonal` where nothing ' +
        'about a person can stand in it',
    );
  return open;
}

function masked(kind: PersonalKind, value: unknown, names: ReadonlySet<string>): unknown {
  if (typeof value !== 'string') return '***';
  return kind === 'words' ? new Words(value, names) : mask(kind, value);
}

/** A mark on a column that has been renamed would quietly protect nothing. */
function refuseMarksOfNothing(
  entity: string,
  columns: readonly string[],
  marks: PersonalMarks,
  texts: readonly string[],
): void {
  const { personal = {}, notPersonal = [], secret = [] } = marks;
  for (const column of [...Object.keys(personal), ...notPersonal, ...secret])
    if (!columns.includes(column)) throw new Error(`${entity} has no column ${column} to keep out of the audit trail`);
  for (const column of notPersonal)
    if (!namesOfPersonalFields().has(column) && (!texts.includes(column) || column in marks.view.shape))
      throw new Error(`${entity} says that ${column} is not personal, and nothing of that name is`);
}

let found: ReadonlyMap<string, PersonalKind> | undefined;

/** How each field that is marked anywhere in the contracts is called, with its mark. */
function namesOfPersonalFields(): ReadonlyMap<string, PersonalKind> {
  found ??= new Map(
    [
      ...catalogue.operations.flatMap(({ request, response }) => [request, response]),
      ...catalogue.events.map(({ data }) => data),
    ].flatMap((schema: z.ZodType) => personalNames(schema)),
  );
  return found;
}
