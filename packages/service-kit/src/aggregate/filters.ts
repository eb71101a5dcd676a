import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/**
 * SQL of a filter that takes several values. One alone is compared by `=`: only then PostgreSQL walks an index in the
 * order of the list, and doesn't sort all that it finds. `parameter` takes a value and answers its `$1`.
 */
export function oneOf(column: string, values: readonly unknown[], parameter: (value: unknown) => string): string {
  return values.length === 1 ? `${column} = ${parameter(values[0])}` : `${column} = ANY(${parameter(values)})`;
}

/** Keeps of a list what has one of the values, by property; a filter that is missing keeps all. */
export function keepOneOf<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  filters: Readonly<Partial<Record<keyof Row & string, readonly unknown[] | undefined>>>,
): void {
  for (const [property, values] of Object.entries<readonly unknown[] | undefined>(filters))
    if (values)
      query.andWhere(
        oneOf(`${query.alias}.${property}`, values, () => `:${property}`),
        { [property]: values.length === 1 ? values[0] : values },
      );
}
