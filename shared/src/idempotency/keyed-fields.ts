import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { DataSource } from 'typeorm';
import type { Viewer } from '../access/viewer';
import type { ReferenceResolver } from '../graphql/federated-schema';
import { EntityWatch } from './entity-watch';
import type { RootField } from './field-input';
import { KeyedField, type KeyedParts } from './keyed-field';

/** The root fields of a service's mutations that come with an idempotency key. */
export class KeyedFields {
  readonly parts: KeyedParts;

  constructor(
    private readonly service: {
      readonly schema: GraphQLSchema;
      readonly references: Readonly<Record<string, ReferenceResolver>>;
      readonly secretFields?: Readonly<Record<string, string>>;
      readonly source: DataSource;
      readonly secret: Buffer;
    },
  ) {
    const { schema, references, secretFields = {}, source, secret } = service;
    this.parts = { secret, secretFields, watch: new EntityWatch(schema, references, source), now: () => performance.now() };
  }

  /**
   * A field whose first answer counts. Nobody's keys are kept: strangers share no space in which one could read, or
   * stand in the way of, what another sent, and what nobody may do bears being sent twice by itself.
   * @param name its response name
   * @returns undefined where it is run as it is: without a key, for nobody, and for arguments that are refused anyway
   */
  field(viewer: Viewer, key: string | undefined, name: string, selected: Omit<RootField, 'definition'>): KeyedField | undefined {
    const definition = this.service.schema.getMutationType()?.getFields()[selected.nodes[0]?.name.value ?? ''];
    if (key === undefined || !viewer.isSignedIn || !definition) return undefined;
    try {
      return new KeyedField(this.parts, { userId: viewer.userId, key, field: name }, { ...selected, definition });
    } catch (error) {
      if (error instanceof GraphQLError) return undefined;
      throw error;
    }
  }
}
