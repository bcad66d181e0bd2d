import { randomUUID } from 'node:crypto';
import { effectiveRights, ROLE_MATRIX } from '@plat/shared/access/role-matrix';
import { narrowed } from '@plat/shared/access/scope';
import { revise } from '@plat/shared/database/revise';
import { conflict, notFound } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import { isUuid } from '@plat/shared/graphql/scalars';
import { Equal, In } from 'typeorm';
import type { ExchangeRights } from '../exchange/exchange.rights';
import { Faults } from '../faults';
import { ExchangeParticipant, type ParticipantPermission, ParticipantRole } from './exchange-participant.entity';
import type { AddExchangeParticipantInput, UpdateExchangeParticipantInput } from './exchange-participant.input';
import {
  assertMayAddParticipant,
  assertMayConfirmClient,
  assertMayEditParticipant,
  visibleExchangeParticipants,
} from './exchange-participant.policy';

/** Roles without which an exchange has nobody to run it, or nobody to run it for. */
const NEEDED: readonly ParticipantRole[] = [ParticipantRole.COORDINATOR, ParticipantRole.CLIENT];

/** Who takes part in an exchange, as what, and with which rights. */
export class ExchangeParticipantService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly participants: LoaderById<ExchangeParticipant>,
    private readonly rights: ExchangeRights,
  ) {}

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, CONFLICT when the person has the role already, or UNAVAILABLE */
  async add({ exchangeId, contactId: contact, role, permissions, seesHistory }: AddExchangeParticipantInput): Promise<ExchangeParticipant> {
    const { db, viewer, references } = this.scope;
    const contactId = contact.toLowerCase();
    const exchange = await this.rights.managed(exchangeId);
    assertMayAddParticipant(viewer, { contactId });
    const faults = new Faults();
    faults.unless(isUuid(contactId), 'contactId', 'must be an id');
    checkPermissions(faults, role, permissions);
    faults.throwIfAny();
    await references.confirm([{ to: 'Contact', id: contactId, path: 'input.contactId' }]);
    await this.assertNew(exchange.id, contactId, role);
    const participant = await db.save(
      db.create(ExchangeParticipant, {
        exchangeId: exchange.id,
        contactId,
        role,
        permissions: withoutRepeats(permissions ?? ROLE_MATRIX[role]),
        assignedById: viewer.contactId ?? null,
        seesHistory: seesHistory ?? true,
      }),
    );
    await this.announce([participant]);
    return participant;
  }

  /** @throws PlatError NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, or CONFLICT for an old version and for the last of a needed role */
  async update({ id, version, ...changes }: UpdateExchangeParticipantInput): Promise<ExchangeParticipant> {
    const { db, viewer } = this.scope;
    const seen = await this.participants.load(id);
    if (!seen) throw notFound('ExchangeParticipant', id);
    await this.rights.managed(seen.exchangeId);
    assertMayEditParticipant(viewer, seen);
    if (changes.isConfirmed !== undefined) assertMayConfirmClient(viewer);
    const faults = new Faults();
    faults.refuseNull(changes, 'permissions', 'isActive', 'seesHistory', 'isConfirmed');
    faults.unless(!changes.isConfirmed || seen.role === ParticipantRole.CLIENT, 'isConfirmed', 'belongs to clients');
    checkPermissions(faults, seen.role, changes.permissions);
    faults.throwIfAny();
    if (changes.isActive === false) await this.assertNotLast(seen);
    const { row, before, after } = await revise(db, ExchangeParticipant, {
      id,
      version,
      changes: { ...changes, permissions: changes.permissions && withoutRepeats(changes.permissions) },
      scope: visibleExchangeParticipants(viewer),
      mayEdit: (participant) => assertMayEditParticipant(viewer, participant),
    });
    await this.events.record('exchange_participant.updated', row, { before, after, ...grantOf(row) });
    return row;
  }

  /**
   * The first participants of an exchange that is being opened, each with all that the role may.
   * Not by `save`, which reads back what it wrote: nobody takes part yet who could. @param people contacts by role
   */
  async open(exchangeId: string, people: Partial<Record<ParticipantRole, string>>): Promise<ExchangeParticipant[]> {
    const { db, viewer } = this.scope;
    const rows = (Object.entries(people) as [ParticipantRole, string][]).map(([role, contactId]) =>
      db.create(ExchangeParticipant, {
        id: randomUUID(),
        exchangeId,
        contactId,
        role,
        permissions: withoutRepeats(ROLE_MATRIX[role]),
        assignedById: viewer.contactId ?? null,
      }),
    );
    await db.createQueryBuilder().insert().into(ExchangeParticipant).values(rows).updateEntity(false).execute();
    return db.find(ExchangeParticipant, { where: narrowed(visibleExchangeParticipants(viewer), 'id', In(rows.map(({ id }) => id))) });
  }

  /** The contacts of those who take part in an exchange and are to be told how it goes, each once. */
  async activeContacts(exchangeId: string): Promise<string[]> {
    const { db, viewer } = this.scope;
    const where = narrowed(visibleExchangeParticipants(viewer), 'exchangeId', Equal(exchangeId)).map((one) => ({ ...one, isActive: true }));
    const active = await db.find(ExchangeParticipant, { where });
    return [...new Set(active.map(({ contactId }) => contactId))];
  }

  /** Tells of new participants. */
  async announce(participants: readonly ExchangeParticipant[]): Promise<void> {
    for (const participant of participants) await this.events.record('exchange_participant.created', participant, grantOf(participant));
  }

  /** The exchange is locked first, or two could add the same at the same moment, and one of them learn a rule of the database. */
  private async assertNew(exchangeId: string, contactId: string, role: ParticipantRole): Promise<void> {
    const { db, viewer } = this.scope;
    await this.rights.lock(exchangeId);
    const where = narrowed(visibleExchangeParticipants(viewer), 'exchangeId', Equal(exchangeId)).map((one) => ({
      ...one,
      contactId,
      role,
    }));
    const known = await db.findOne(ExchangeParticipant, { where });
    if (!known) return;
    const { id: participantId, isActive, version } = known;
    const remedy = isActive
      ? 'change what they may do with updateExchangeParticipant'
      : 'their part was ended; begin it again with updateExchangeParticipant and isActive: true';
    throw conflict(`This person takes part as ${role} already: ${remedy}.`, { participantId, isActive, version });
  }

  /** The exchange is locked first, or two coordinators could end each other's part at the same moment. */
  private async assertNotLast({ id, exchangeId, role }: ExchangeParticipant): Promise<void> {
    if (!NEEDED.includes(role)) return;
    await this.rights.lock(exchangeId);
    const active = await this.scope.db.find(ExchangeParticipant, {
      where: narrowed(visibleExchangeParticipants(this.scope.viewer), 'exchangeId', Equal(exchangeId)).map((one) => ({
        ...one,
        role,
        isActive: true,
      })),
    });
    if (active.every((one) => one.id === id))
      throw conflict(`The last active ${role} of an exchange stays; add another one first.`, { role });
  }
}

/** What others keep of a participation: the rights as they count, so that nobody else needs the matrix. */
const grantOf = (participant: ExchangeParticipant) => ({
  exchangeId: participant.exchangeId,
  contactId: participant.contactId,
  role: participant.role,
  rights: effectiveRights([participant]),
  isActive: participant.isActive,
});

function checkPermissions(faults: Faults, role: ParticipantRole, permissions: readonly ParticipantPermission[] | null | undefined): void {
  const beyond = (permissions ?? []).filter((permission) => !ROLE_MATRIX[role].includes(permission));
  faults.unless(beyond.length === 0, 'permissions', `must not hold ${[...new Set(beyond)].join(', ')}, which ${role} never has`);
}

const withoutRepeats = (permissions: readonly `${ParticipantPermission}`[]) => [...new Set(permissions)] as ParticipantPermission[];
