import { describe, expect, it } from '@jest/globals';
import { model as buildsModel } from '@plat/builds/data-source';
import { schema as builds } from '@plat/builds/schema';
import { model as crmModel } from '@plat/crm/data-source';
import { schema as crm } from '@plat/crm/schema';
import { model as documentsModel } from '@plat/documents/data-source';
import { schema as documents } from '@plat/documents/schema';
import { model as exchangesModel } from '@plat/exchanges/data-source';
import { schema as exchanges } from '@plat/exchanges/schema';
import type { DatabaseModel } from '@plat/shared/database/data-source';
import { SERVICES, type ServiceName } from '@plat/shared/database/service';
import { Updatable } from '@plat/shared/database/updatable';
import { buildFederatedSchema, type SchemaParts } from '@plat/shared/graphql/federated-schema';
import { mutationsOf, versionPath } from '@plat/shared/testing/versioned-calls';
import { model as syncModel } from '@plat/sync/data-source';
import { schema as sync } from '@plat/sync/schema';
import { isObjectType } from 'graphql';

const PARTS: Readonly<Record<ServiceName, readonly [SchemaParts, DatabaseModel]>> = {
  crm: [crm, crmModel],
  documents: [documents, documentsModel],
  sync: [sync, syncModel],
  builds: [builds, buildsModel],
  exchanges: [exchanges, exchangesModel],
};

/** What is made, and so has no version that anybody has seen. */
const MAKES = /^(create|add)[A-Z]/;

const PROOF = 'a password, a token or an address that was proved decides, whatever else was edited';
const ENDS = 'ends it for good, whatever it has become; a second time it changes nothing';
const MEMBERSHIP = 'adds to a set or takes from it, so that two of them do not overwrite each other';

/** Which mutations take no version, and why. A new one takes the version of what it changes, or is here by decision. */
const UNVERSIONED: Readonly<Record<string, string>> = {
  signUp: PROOF,
  signIn: PROOF,
  refreshSession: PROOF,
  verifyEmail: PROOF,
  requestEmailVerification: PROOF,
  changeEmail: PROOF,
  changePassword: PROOF,
  requestPasswordReset: PROOF,
  resetPassword: PROOF,
  acceptInvitation: PROOF,
  inviteContact: 'sends a mail; the contact stays as it is',
  signOut: ENDS,
  signOutEverywhere: ENDS,
  revokeSession: ENDS,
  revokeAccessToken: ENDS,
  checkApiKey: 'keeps what a check finds of the very key that it tried',
  revealApiKey: 'shows the key, and edits nothing',
  grantRole: MEMBERSHIP,
  revokeRole: MEMBERSHIP,
  redeliverEvent: 'names the very event and subscriber, and moves them on once',
  skipEvent: 'as redeliverEvent',
  enableWebhook: 'says what one switch is to be, and touches nothing else',
  disableWebhook: 'as enableWebhook',
  rotateWebhookSecret: 'makes another secret, of which nobody has seen the version',
  sendTestEvent: 'sends a message; the webhook stays as it is',
  resendWebhookDelivery: 'sends a message once more; what was sent stays as it was',
  setPreference: 'the last choice of the one person who chooses counts; preferences have no version',
  removePreference: 'as setPreference',
  serveIdentificationNotice: 'makes a notice; what it names changes by when it was sent, whichever came first',
  recordNoticeReceipt: 'once, and only where nothing is on record; notices have no version',
  markNotificationRead: 'only ever makes unread read; notifications have no version',
  markAllNotificationsRead: 'as markNotificationRead',
  sendExchangeMessage: 'makes a message; sent again under one name, it is the same',
  markExchangeRead: 'moves a marker on, never back; every order comes to the same',
  markExchangeDelivered: 'as markExchangeRead',
  reverseFundEntry: 'entries are never edited; this writes another one, once',
  authoriseFundRelease: 'adds a signature to a release that cannot be edited, once for each side and person',
  checkOutDocument: 'has one holder, who is asked for; the document stays as it is',
  checkInDocument: 'ends the very check-out whose number is given, or the one that there is',
  tagDocument: MEMBERSHIP,
  tagDocuments: MEMBERSHIP,
  untagDocument: MEMBERSHIP,
  purgeDocuments: ENDS,
  placeLegalHold: 'makes a hold',
  startUpload: 'makes an upload; nobody has seen a version of it',
  finishUpload: 'once; what it adds is the version after whichever there is',
  finishMediaUpload: 'once; it makes media, which are never edited',
  abortUpload: ENDS,
  payFundRelease: 'moves a release that cannot be edited on, once, from the state in which it is',
  cancelFundRelease: 'as payFundRelease',
  declareTemplateVersion: 'says once what a file that never changes asks for; a second time it is refused',
  renderTemplate: 'makes a document; the template stays as it is',
  linkPropertyDocument: 'makes a link; links are never edited',
  unlinkPropertyDocument: 'ends one of which there is nothing else to see',
  removeMedia: 'ends what is never edited',
  unlockDocument: 'opens the content by the PIN that it has now, and edits nothing',
  liftPinLock: 'lets somebody try again; the document stays as it is',
};

describe('versions', () => {
  it.each(SERVICES)('are taken by every mutation of %s that edits, or the reason is given', (service) => {
    const mutations = mutationsOf(PARTS[service][0]).filter(({ name }) => !MAKES.test(name));
    const without = mutations.filter((field) => !versionPath(field)).map(({ name }) => name);
    expect(without.filter((name) => !UNVERSIONED[name])).toEqual([]);
  });

  it('are not refused by a reason that has become none', () => {
    const all = SERVICES.flatMap((service) => mutationsOf(PARTS[service][0]));
    const without = all.filter((field) => !versionPath(field)).map(({ name }) => name);
    expect(Object.keys(UNVERSIONED).filter((name) => !without.includes(name))).toEqual([]);
  });

  it.each(SERVICES)('and times are fields of all that can be edited in %s', (service) => {
    const [parts, { entities }] = PARTS[service];
    const { schema } = buildFederatedSchema(parts);
    const classes = Object.values(entities).filter((entity) => typeof entity === 'function');
    const updatable = classes.filter(({ prototype }) => prototype instanceof Updatable);
    expect(updatable.length).toBeGreaterThan(0);
    for (const { name } of updatable) {
      const type = schema.getType(name);
      const fields = isObjectType(type) ? type.getFields() : {};
      // A contact is null in these where no more than its name may be read.
      const types = ['version', 'createdAt', 'updatedAt'].map((field) => String(fields[field]?.type).replace(/!$/, ''));
      expect([name, ...types]).toEqual([name, 'Int', 'DateTime', 'DateTime']);
    }
  });
});
