import { describe, expect, it } from '@jest/globals';
import { schema as builds } from '@plat/builds/schema';
import { schema as crm } from '@plat/crm/schema';
import { schema as documents } from '@plat/documents/schema';
import { schema as exchanges } from '@plat/exchanges/schema';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import { buildFederatedSchema, type SchemaParts } from '@plat/shared/graphql/federated-schema';
import { TokenGuard } from '@plat/shared/graphql/token-guard';
import { rootOperations } from '@plat/shared/testing/root-operations';
import { aViewer } from '@plat/shared/testing/viewers';
import { schema as sync } from '@plat/sync/schema';
import { graphql, isObjectType } from 'graphql';

const PARTS: Readonly<Record<ServiceName, SchemaParts>> = { crm, documents, sync, builds, exchanges };

/** What partner access tokens never get to, by decision: a type that is new is either here or has a resource. */
const NEVER: Readonly<Record<ServiceName, readonly string[]>> = {
  crm: [
    'AccessToken',
    'AccountPayload',
    'ApiKey',
    'AuditHead',
    'AuditLog',
    'ChangePasswordPayload',
    'CreatedAccessToken',
    'EventBacklog',
    'EventBacklogOfService',
    'Notification',
    'ParkedEvent',
    'ParkedEventPage',
    'ParkedEventsOfService',
    'Permission',
    'RevealedApiKey',
    'Role',
    'SessionTokens',
    'UserPlan',
    'UserSession',
    'Webhook',
    'WebhookDelivery',
    'WebhookSecret',
  ],
  // Who looked at what is for the people whom it is about.
  // What keeps documents, and why, is for people; so are links that open them to everybody.
  documents: ['CreatedShareLink', 'DocumentAccessLog', 'LegalHold', 'LegalHoldDocument', 'PinGrant', 'RetentionPolicy', 'ShareLink'],
  sync: [],
  builds: [],
  // The money and the taxes of an exchange are for people.
  exchanges: [
    'DisqualificationAttestation',
    'DisqualificationVerdict',
    'ExchangeFundsHeld',
    'FundAccount',
    'FundAuthorisation',
    'FundContingency',
    'FundEntry',
    'FundReconciliation',
    'FundRelease',
    'FundStatement',
    'GainWorksheet',
    'RelatedParty',
    'RelatedPartyVerdict',
    'ReleaseVerdict',
    'SameTaxpayerCheck',
    'TaxpayerIdentity',
    'WorksheetAmounts',
    'WorksheetLine',
  ],
};

describe('what partner access tokens reach', () => {
  it.each(SERVICES)('is decided for every type of %s', (service) => {
    const parts = PARTS[service];
    const { schema } = buildFederatedSchema(parts);
    const guard = new TokenGuard(parts);
    const types = Object.values(schema.getTypeMap()).filter(isObjectType);
    const roots: unknown[] = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const shut = types.filter((type) => !roots.includes(type) && !type.name.startsWith('_') && guard.resourceOf(type) === null);
    const names = shut.map(({ name }) => name).filter((name) => !/(Connection|Edge)$/.test(name));
    expect(names.sort()).toEqual([...NEVER[service]]);
    expect(Object.keys(parts.resources ?? {}).filter((name) => !types.some((type) => type.name === name))).toEqual([]);
  });

  it.each(SERVICES)('leaves a type of %s open only where another service owns it', (service) => {
    const { schema } = buildFederatedSchema(PARTS[service]);
    const guard = new TokenGuard(PARTS[service]);
    const open = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter((type) => !type.name.startsWith('_') && guard.resourceOf(type) === undefined && type.name !== 'PageInfo');
    const owned = SERVICES.filter((other) => other !== service).flatMap((other) => Object.keys(PARTS[other].references));
    expect(open.map(({ name }) => name).filter((name) => !owned.includes(name))).toEqual([]);
  });

  it.each(SERVICES)('is nothing of %s without a scope, from no root field', async (service) => {
    const { schema } = buildFederatedSchema(PARTS[service]);
    const viewer = aViewer('ADMIN', { scopes: [], tokenId: aViewer().userId });
    const operations = rootOperations(PARTS[service]).filter(({ field }) => !field.startsWith('_'));
    expect(operations.length).toBeGreaterThan(0);
    for (const { field, query, variables } of operations) {
      // There is no more of a context: a resolver that ran would say so by another error.
      const { data, errors } = await graphql({ schema, source: query, variableValues: variables, contextValue: { scope: { viewer } } });
      expect([field, data?.[field], errors?.map(({ extensions }) => extensions.code)]).toEqual([field, null, ['FORBIDDEN']]);
    }
  });
});
