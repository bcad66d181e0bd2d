import { describe, expect, it } from '@jest/globals';
import { schema as builds } from '@plat/builds/schema';
import { schema as crm } from '@plat/crm/schema';
import { schema as documents } from '@plat/documents/schema';
import { schema as exchanges } from '@plat/exchanges/schema';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import { buildFederatedSchema, type SchemaParts } from '@plat/shared/graphql/federated-schema';
import { schema as sync } from '@plat/sync/schema';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
} from 'graphql';
import { getMetadataArgsStorage } from 'typeorm';

const PARTS: Readonly<Record<ServiceName, SchemaParts>> = { crm, documents, sync, builds, exchanges };

/** Scalars in which no secret fits. */
const PLAIN: ReadonlySet<string> = new Set(['Boolean', 'Int', 'Float', 'DateTime', 'Date', 'Decimal']);
const NAMED_SO = /token|secret|password|credential|cipher|private|(^|api|signing)key$|^pin(hash)?$|hash$/i;
/** What every list has; its cursors are encrypted positions. */
const OF_LISTS = /^(PageInfo|.*Edge)$/;

/** Text that might be a secret and is none, by decision: what is new is either here, or the mutations that answer it are declared. */
const HARMLESS: Readonly<Record<ServiceName, readonly string[]>> = {
  crm: [
    'AccountPayload.message',
    'ParkedEvent.eventId',
    'ParkedEvent.lastError',
    'ParkedEvent.subjectId',
    'ParkedEvent.subjectType',
    'ParkedEvent.type',
    'PostalAddress.city',
    'PostalAddress.line1',
    'PostalAddress.line2',
    'PostalAddress.state',
    'PostalAddress.zip',
  ],
  // Ids, hashes of files, numbers of check-outs, what a document in the trash is called, what is wrong with a template, in words of ours, and an address that serves its viewer for five minutes.
  documents: [
    'DocumentCheckOut.fencingToken',
    'DocumentVersion.hash',
    'Inquiry.id',
    'TemplateFault.message',
    'TemplateFault.path',
    'TemplateFault.tag',
    'Thumbnail.url',
    'TrashedDocument.fileName',
    'TrashedDocument.fileSize',
    'TrashedDocument.id',
    'TrashedDocument.title',
  ],
  sync: [],
  builds: [],
  // What verdicts say of themselves: rules, sums and sources; a taxpayer's number is in none.
  exchanges: [
    'DeadlineOverrideBound.rule',
    'DeadlineOverrideBound.source',
    'DeadlineOverrideBound.warning',
    'DeadlineWarning.message',
    'DisqualificationVerdict.arithmetic',
    'DisqualificationVerdict.citation',
    'DisqualificationVerdict.explanation',
    'DisqualificationVerdict.notice',
    'DisqualificationVerdict.reason',
    'FundContingency.description',
    'FundStatement.arithmetic',
    'IdentificationAmount.what',
    'IdentificationRule.source',
    'IdentificationRule.undecided',
    'ParkingCheck.actual',
    'ParkingCheck.limit',
    'ParkingCheck.source',
    'ParkingCheck.warning',
    'RelatedPartyVerdict.arithmetic',
    'RelatedPartyVerdict.citation',
    'RelatedPartyVerdict.explanation',
    'RelatedPartyVerdict.notice',
    'RelatedPartyVerdict.status',
    'RelatedPartyVerdict.warning',
    'ReleaseVerdict.arithmetic',
    'ReleaseVerdict.citation',
    'ReleaseVerdict.decision',
    'ReleaseVerdict.explanation',
    'ReleaseVerdict.notice',
    'ReleaseVerdict.reason',
    'ReleaseVerdict.rulesVersion',
    'SameTaxpayerCheck.arithmetic',
    'SameTaxpayerCheck.citation',
    'SameTaxpayerCheck.explanation',
    'SameTaxpayerCheck.notice',
    'SameTaxpayerCheck.verdict',
    'WorksheetLine.arithmetic',
    'WorksheetLine.formula',
    'WorksheetLine.source',
    'WorksheetLine.title',
  ],
};

const tables = new Set(getMetadataArgsStorage().tables.flatMap(({ target }) => (typeof target === 'function' ? [target.name] : [])));

/**
 * Where a secret may stand in an answer: in text of a type that is no table's, because the secret columns of tables have no
 * field; in text of any type whose name says so; and in text that is the whole answer.
 */
function suspectsOf(mutation: GraphQLField<unknown, unknown>): string[] {
  const found = new Set<string>();
  const walk = (output: GraphQLOutputType, at: string, isOfTable = false) => {
    const type = getNamedType(output);
    const isText = (isScalarType(type) && !PLAIN.has(type.name)) || isUnionType(type) || isInterfaceType(type);
    if (isText && (!isOfTable || NAMED_SO.test(at.split('.')[1] ?? ''))) found.add(at);
    if (!isObjectType(type) || seen.has(type.name) || OF_LISTS.test(type.name)) return;
    seen.add(type.name);
    for (const { name, type: inner } of Object.values(type.getFields())) walk(inner, `${type.name}.${name}`, tables.has(type.name));
  };
  const seen = new Set<string>();
  walk(mutation.type, `Mutation.${mutation.name}`);
  return [...found];
}

describe('an answer that holds a secret', () => {
  it.each(SERVICES)('is declared in %s, and no other is', (service) => {
    const { schema } = buildFederatedSchema(PARTS[service]);
    const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
    const suspects = new Map(mutations.map((one) => [one.name, suspectsOf(one).filter((field) => !HARMLESS[service].includes(field))]));
    const secret = [...suspects].filter(([, fields]) => fields.length > 0).map(([name]) => name);
    expect(secret.sort()).toEqual(Object.keys(PARTS[service].secretFields ?? {}).sort());
  });

  it.each(SERVICES)('is told in %s from text that is none, which is there', (service) => {
    const { schema } = buildFederatedSchema(PARTS[service]);
    const all = new Set(Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap(suspectsOf));
    expect(HARMLESS[service].filter((field) => !all.has(field))).toEqual([]);
  });

  it('would be noticed in a type of its own, in a table’s, below another, and as the whole answer', () => {
    const schema = buildSchema(`
      type Mutation { lead: Lead made: Made below: [Below!]! whole: String plain: Boolean }
      type Lead { id: ID! name: String! } type Made { lead: Lead! code: String! }
      type Below { user: User! } type User { shareToken: String email: String }`);
    const found = Object.values(schema.getMutationType()?.getFields() ?? {}).map((one) => [one.name, suspectsOf(one)]);
    expect(Object.fromEntries(found)).toEqual({
      lead: [],
      made: ['Made.code'],
      below: ['User.shareToken'],
      whole: ['Mutation.whole'],
      plain: [],
    });
  });
});
