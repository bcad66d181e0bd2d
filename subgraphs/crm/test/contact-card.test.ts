import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@plat/shared/access/viewer';
import { watchStatements } from '@plat/shared/database/watch-statements';
import { aViewer } from '@plat/shared/testing/viewers';
import type { Contact } from '../src/contact/contact.entity';
import { startTestCrm, type TestCrm, viewerOf } from './crm.factory';

let crm: TestCrm;
beforeAll(async () => {
  crm = await startTestCrm();
});
afterAll(() => crm.stop());

const FIELDS =
  'id firstName lastName companyName email phoneNumber alternateEmail ppContactId type version createdAt updatedAt archivedAt owner { id } client { id }';
const entities = (viewer: Viewer, ids: readonly string[]) =>
  crm.ask(viewer, `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Contact { ${FIELDS} } } }`, {
    refs: ids.map((id) => ({ __typename: 'Contact', id })),
  });
const cardOf = ({ id, firstName, lastName, companyName }: Contact) => ({
  id,
  firstName,
  lastName,
  companyName,
  email: null,
  phoneNumber: null,
  alternateEmail: null,
  ppContactId: null,
  type: null,
  version: null,
  createdAt: null,
  updatedAt: null,
  archivedAt: null,
  owner: null,
  client: null,
});

describe('a contact that is reached from another service', () => {
  it('is a card to whoever may not read it: id and names, and not one value more', async () => {
    const ann = await crm.user();
    const card = await crm.contact({
      ownerUserId: ann.id,
      companyName: 'Archer Title',
      phoneNumber: '1',
      alternateEmail: 'x@example.com',
      ppContactId: randomUUID(),
      archivedAt: new Date(),
    });
    await crm.client({ contactId: card.id });
    for (const viewer of [aViewer(), aViewer('AGENT', { permissions: [] }), aViewer('COORDINATOR', { permissions: [] })]) {
      const { data, errors } = await entities(viewer, [card.id]);
      expect([errors, data._entities]).toEqual([undefined, [cardOf(card)]]);
    }
  });

  it('is all there to its owner, to itself and to staff, in either case of its id', async () => {
    const contact = await crm.contact({ companyName: 'Archer Title' });
    const itself = await crm.user({ contactId: contact.id });
    const own = await crm.contact({ ownerUserId: itself.id });
    const seen = { email: contact.email, type: 'OTHER', version: 1, companyName: 'Archer Title' };
    for (const viewer of [viewerOf(itself), aViewer('AGENT'), aViewer('ADMIN')]) {
      expect((await entities(viewer, [contact.id, contact.id.toUpperCase()])).data._entities).toMatchObject([seen, seen]);
    }
    expect((await entities(viewerOf(itself), [own.id])).data._entities).toMatchObject([{ email: own.email, owner: { id: itself.id } }]);
  });

  it('is null when there is none, beside others that there are', async () => {
    const [mine, foreign] = [await crm.user(), await crm.contact()];
    const own = await crm.contact({ ownerUserId: mine.id });
    const { data, errors } = await entities(viewerOf(mine), [randomUUID(), own.id, 'x', '', foreign.id, `' OR true --`]);
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([null, expect.objectContaining({ id: own.id, email: own.email }), null, null, cardOf(foreign), null]);
  });

  it('costs two statements, however many there are, in one transaction of one round trip', async () => {
    const ann = await crm.user();
    const contacts = await Promise.all(Array.from({ length: 20 }, (_, n) => crm.contact({ ownerUserId: n % 2 ? ann.id : null })));
    const ask = () =>
      crm.ask(viewerOf(ann), 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Contact { lastName } } }', {
        refs: contacts.map(({ id }) => ({ __typename: 'Contact', id })),
      });
    const end = watchStatements();
    await ask().finally(end);
    const sent = end().filter(({ by }) => by === 'plat crm');
    expect(sent.map(({ sql }) => sql.includes("set_config('app.user_id'"))).toEqual([true, false, false]);
  });

  it('is never a card at a root field', async () => {
    const card = await crm.contact({ ownerUserId: (await crm.user()).id });
    const { data } = await crm.ask(aViewer(), 'query ($id: ID!) { contact(id: $id) { id firstName } contacts { edges { node { id } } } }', {
      id: card.id,
    });
    expect(data).toEqual({ contact: null, contacts: { edges: [] } });
  });
});
