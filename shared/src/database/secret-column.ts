import { Column, type ColumnOptions, type EntityMetadata, type ObjectLiteral } from 'typeorm';

const secrets = new Map<Function, Set<string>>();

/** A column whose value never leaves the service: it has no field, and events and logs write `[redacted]` in its place. */
export const SecretColumn =
  (options: ColumnOptions): PropertyDecorator =>
  (target, property) => {
    const names = secrets.get(target.constructor) ?? new Set<string>();
    secrets.set(target.constructor, names.add(String(property)));
    Column(options)(target, property);
  };

/** The values of an entity by column name, as events may carry them. */
export const eventValues = (metadata: EntityMetadata, entity: ObjectLiteral): Record<string, unknown> => {
  const hidden = typeof metadata.target === 'function' ? secrets.get(metadata.target) : undefined;
  return Object.fromEntries(
    metadata.columns
      .filter((column) => entity[column.propertyName] !== undefined)
      .map((column) => [column.databaseName, hidden?.has(column.propertyName) ? '[redacted]' : entity[column.propertyName]]),
  );
};
