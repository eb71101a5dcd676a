import { activeWork } from '../transaction/work.ts';

/**
 * Columns of an entity's table under the names of its properties, for statements that read by themselves; `alias` is
 * the table's name in the statement. Rows of them are what TypeORM would give the entity, without what it costs to make
 * that.
 */
export function columnsOf<Row extends object>(
  entity: new () => Row,
  alias: string,
  properties?: readonly (keyof Row & string)[],
): string {
  const metadata = activeWork().metadataOf(entity);
  const wanted = properties?.map((property) => metadata.findColumnWithPropertyName(property)) ?? metadata.columns;
  return wanted
    .map((column, index) => {
      if (!column) throw new Error(`${metadata.name} has no column ${properties![index]}`);
      return `${alias}."${column.databaseName}" AS "${column.propertyName}"`;
    })
    .join(', ');
}
