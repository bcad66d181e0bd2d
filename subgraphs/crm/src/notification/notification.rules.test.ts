import { describe, expect, it } from '@jest/globals';
import type { EventPayload, PlatEvent } from '@plat/shared/events/cloud-event';
import { NotificationKind } from './notification.kind';
import { NOTIFICATION_RULES } from './notification.rules';

const anEvent = (type: string, payload: EventPayload): PlatEvent => ({
  id: 'e',
  source: 'crm',
  seq: '1',
  type,
  subjectType: 'Thing',
  subjectId: 's',
  actorUserId: 'a',
  occurredAt: new Date(0),
  payload,
});

/** Who is told what of an event: the kinds, recipients and messages of the rules that hold. */
const told = (type: string, payload: EventPayload) => {
  const event = anEvent(type, payload);
  const holding = NOTIFICATION_RULES.filter(({ on, when }) => on === type && (when?.(event) ?? true));
  return holding.map(({ kind, to, message, link }) => ({ kind, to: to(event), message: message(event), link: link?.(event) }));
};

describe('notifications', () => {
  it('have a rule of each kind', () => {
    expect([...new Set(NOTIFICATION_RULES.map(({ kind }) => kind))].sort()).toEqual(Object.values(NotificationKind).sort());
  });

  it('say neither “undefined” nor where it is, and name nobody, of an event that tells nothing', () => {
    for (const { on, to } of NOTIFICATION_RULES) {
      const recipients = Object.values(to(anEvent(on, {}))).flat();
      expect([on, recipients.filter((one) => one !== undefined && one !== 's')]).toEqual([on, []]);
    }
  });

  it('tell participants of an exchange’s new status or stage, and of nothing else', () => {
    const participants = ['c'];
    expect(told('exchange.updated', { old: { status: 'ACTIVE' }, new: { status: 'ON_HOLD' }, participants })).toEqual([
      { kind: 'EXCHANGE_PROGRESS', to: { contacts: ['c'] }, message: 'An exchange of yours is on hold now.', link: '/exchanges/s' },
    ]);
    expect(told('exchange.updated', { old: { status: 'ACTIVE' }, new: { status: 'ACTIVE' }, participants })).toEqual([]);
    expect(told('exchange.updated', { old: { name: 'A' }, new: { name: 'B' }, participants })).toEqual([]);
    expect(told('exchange.stage_changed', { old: { workflow_stage: 'PENDING' }, new: { workflow_stage: 'IDENTIFICATION' } })).toMatchObject(
      [{ to: { contacts: [] }, message: 'An exchange of yours has come to the stage identification.' }],
    );
  });

  it('tell of deadlines that moved, and remind of them with every threshold that was missed', () => {
    const participants = ['c'];
    const moved = { identification_deadline: '2026-12-15', exchange_deadline: '2027-04-15' };
    expect(told('exchange.deadlines_changed', { old: {}, new: moved, participants })).toEqual([
      {
        kind: 'EXCHANGE_DEADLINE',
        to: { contacts: ['c'] },
        message: 'The deadlines of an exchange of yours are 2026-12-15 to identify property and 2027-04-15 to receive it.',
        link: '/exchanges/s',
      },
    ]);
    expect(
      told('exchange.deadlines_changed', { old: moved, new: { identification_deadline: null, exchange_deadline: null } }),
    ).toMatchObject([{ message: 'An exchange of yours has no deadlines for now.' }]);
    const reminded = (kind: string, daysLeft: number, thresholds: number[]) =>
      told('exchange.deadline_near', { kind, daysLeft, thresholds, deadlineOn: '2026-12-15', participants })[0]?.message;
    expect(reminded('IDENTIFICATION', 3, [7, 3])).toBe(
      'The last day of an exchange of yours to identify property is 2026-12-15, in 3 days. This reminds you of 7, 3 days before.',
    );
    expect(reminded('EXCHANGE', 1, [1])).toBe('The last day of an exchange of yours to receive property is 2026-12-15, tomorrow.');
    expect(reminded('EXCHANGE', 0, [0])).toContain('2026-12-15, today.');
    expect(reminded('EXCHANGE', -2, [1, 0])).toContain('2026-12-15, and is over. This reminds you of 1, 0 days before.');
  });

  it('tell of notices and money those whom the event names, without a sum or a name', () => {
    const payload = { exchangeId: 'x', participants: ['c'] };
    const one = (type: string, values: Record<string, unknown>) =>
      told(type, { ...payload, new: { amount: '600.00', payee: 'Ann', ...values } });
    const money = { kind: 'EXCHANGE_FUNDS', to: { contacts: ['c'] }, link: '/exchanges/x' };
    expect(one('fund_entry.created', { kind: 'PROCEEDS' })).toEqual([
      { ...money, message: 'Money was received in the account of an exchange of yours.' },
    ]);
    expect(one('fund_entry.created', { kind: 'REVERSAL' })).toMatchObject([{ ...money, message: expect.stringContaining('taken back') }]);
    expect(one('fund_entry.created', { kind: 'RELEASE' })).toEqual([]);
    const notice = (verdict: string, kind = 'IDENTIFICATION') => one('identification_notice.served', { verdict, kind })[0]?.message;
    expect(notice('ACCEPTED')).toBe('A notice that identifies property was put on record in an exchange of yours.');
    expect(notice('ACCEPTED', 'REVOCATION')).toContain('revokes');
    expect(notice('DISQUALIFIED_RECIPIENT')).toContain('does not count: disqualified recipient.');
  });

  it('tell that something was said in an exchange, and not what, nor what the platform says itself', () => {
    const payload = { exchangeId: 'x', messageId: 's', seq: 3, participants: ['c'] };
    expect(told('exchange_message.sent', { ...payload, isSystemMessage: false })).toEqual([
      {
        kind: 'EXCHANGE_MESSAGE',
        to: { contacts: ['c'] },
        message: 'There is a new message in an exchange of yours.',
        link: '/exchanges/x',
      },
    ]);
    expect(told('exchange_message.sent', { ...payload, isSystemMessage: true })).toEqual([]);
  });

  it('tell when a part ends, and when its rights change', () => {
    const [ends, changes] = [
      { old: { is_active: true }, new: { is_active: false }, contactId: 'c', exchangeId: 'x' },
      { old: {}, new: { permissions: [] }, contactId: 'c', exchangeId: 'x' },
    ].map((payload) => told('exchange_participant.updated', payload));
    expect(ends).toMatchObject([
      { to: { contacts: ['c'] }, message: 'You do not take part in an exchange any more.', link: '/exchanges/x' },
    ]);
    expect(changes).toMatchObject([{ message: 'What you may do in an exchange was changed.' }]);
  });

  it('tell of a task whom its event names, and nobody of an edit that leaves it with its assignee', () => {
    const at = { exchangeId: 'x', taskId: 's' };
    expect(told('exchange_task.created', { ...at, participants: ['c'] })).toEqual([
      { kind: 'EXCHANGE_TASK', to: { contacts: ['c'] }, message: 'A task in an exchange is assigned to you now.', link: '/exchanges/x' },
    ]);
    expect(told('exchange_task.due', { ...at, participants: ['c'] })).toMatchObject([{ to: { contacts: ['c'] } }]);
    expect(told('exchange_task.updated', { ...at, participants: [] })).toMatchObject([{ to: { contacts: [] } }]);
    expect(told('exchange_task.deleted', { ...at, participants: ['c'] })).toEqual([]);
  });

  it('tell of money whom its event names, neither how much nor to whom, and of nothing that was denied', () => {
    const payload = { exchangeId: 'x', participants: ['c'], new: { state: 'REQUESTED', amount: '600.00', payee: 'Ann' } };
    const [asked] = told('fund_release.created', payload);
    expect(asked).toMatchObject({ kind: 'EXCHANGE_FUNDS', to: { contacts: ['c'] }, link: '/exchanges/x' });
    expect(asked?.message).not.toMatch(/600|Ann/);
    expect(told('fund_release.created', { ...payload, new: { state: 'DENIED' } })).toEqual([]);
    for (const verb of ['authorised', 'paid', 'cancelled']) expect(told(`fund_release.${verb}`, payload)).toHaveLength(1);
  });

  it.each([
    ['api_key.status_changed', 'status', 'UNHEALTHY', 'API_KEY_UNHEALTHY'],
    ['platform_link.updated', 'status', 'ERROR', 'SYNC_FAILED'],
    ['calendar_sync_token.updated', 'sync_status', 'ERROR', 'SYNC_FAILED'],
  ])('tell of %s only when it begins to fail', (type, column, failed, kind) => {
    const userId = 'u';
    expect(told(type, { old: { [column]: 'ACTIVE' }, new: { [column]: failed }, userId })).toMatchObject([{ kind, to: { users: ['u'] } }]);
    expect(told(type, { old: { [column]: failed }, new: { [column]: failed }, userId })).toEqual([]);
    expect(told(type, { old: { [column]: failed }, new: { [column]: 'ACTIVE' }, userId })).toEqual([]);
  });

  it('tell a client’s login of its project and its build', () => {
    expect(told('project.created', { new: { client_id: 'c' } })).toMatchObject([{ to: { clients: ['c'] }, link: '/projects/s' }]);
    expect(told('project.updated', { old: { phase: null }, new: { phase: 'edit' }, clientId: 'c' })).toMatchObject([
      { to: { clients: ['c'] } },
    ]);
    expect(told('project.updated', { old: { archived_at: null }, new: { archived_at: 'now' }, clientId: 'c' })).toEqual([]);
    expect(told('build.updated', { old: { status: 'INQUIRY' }, new: { status: 'PROPOSAL_SENT' }, clientId: 'c' })).toMatchObject([
      { to: { clients: ['c'] }, message: 'Your build is at proposal sent now.' },
    ]);
  });

  it('tell who may read a document of what others do to it, and who could not before that it is theirs to read', () => {
    const uploader = { userId: 'u', contacts: ['d'] };
    const of = (readers: object, newReaders?: object) => ({
      readers,
      newReaders,
      exchangeId: 'x',
      old: { title: 'A' },
      new: { title: 'B' },
    });
    expect(told('document.created', of({ contacts: ['c'], uploader }))).toEqual([
      {
        kind: 'DOCUMENT_SHARED',
        to: { users: [], contacts: ['c'], clients: [], userAmong: uploader },
        message: 'A document was added to an exchange of yours.',
        link: '/documents/s',
      },
    ]);
    expect(told('document.updated', of({ contacts: ['c'] }, { contacts: ['n'] }))).toMatchObject([
      { kind: 'DOCUMENT_SHARED', to: { contacts: ['n'] } },
      { kind: 'DOCUMENT_CHANGED', to: { contacts: ['c'] }, message: 'A document that you read was changed.' },
    ]);
    expect(told('document.updated', { readers: { users: ['u'] }, old: { status: 'ACTIVE' }, new: { status: 'ARCHIVED' } })).toMatchObject([
      { to: { contacts: [] } },
      { to: { users: ['u'] }, message: 'A document that you read was archived.' },
    ]);
    expect(told('document.trashed', { readers: { clients: ['k'] } })).toMatchObject([{ kind: 'DOCUMENT_TRASHED', to: { clients: ['k'] } }]);
    expect(told('document.detached', { readers: { users: ['u'] }, old: { uploaded_by: 'v' }, new: { uploaded_by: null } })).toEqual([]);
    expect(told('document.detached', { readers: { users: ['u'] }, old: { property_id: 'p' }, new: { property_id: null } })).toHaveLength(1);
  });

  it('tell who may read a document of each file after its first', () => {
    const version = (version_number: number, origin = 'USER') => ({
      readers: { contacts: ['c'] },
      new: { document_id: 'd', version_number, origin, file_name: 'wire.pdf' },
    });
    expect(told('document_version.created', version(1, 'TEMPLATE'))).toEqual([]);
    expect([told('document_version.created', version(2)), told('document_version.created', version(3, 'RESTORE'))]).toMatchObject([
      [{ kind: 'DOCUMENT_CHANGED', to: { contacts: ['c'] }, message: 'A document that you read has another file.', link: '/documents/d' }],
      [{ message: 'An earlier file of a document that you read was brought back.' }],
    ]);
  });

  it('say nothing of a document but what became of it', () => {
    const secret = { title: 'Wire instructions', description: 'IBAN', file_name: 'wire.pdf' };
    for (const { on, message, link } of NOTIFICATION_RULES.filter(({ on }) => /^document(_version)?\./.test(on))) {
      const event = anEvent(on, { old: secret, new: secret, exchangeId: 'x' });
      expect(`${message(event)} ${link?.(event)}`).not.toMatch(/wire|iban/i);
    }
  });

  it('about the security of an account are told to whoever caused them', () => {
    const security = NOTIFICATION_RULES.filter(({ isSecurity }) => isSecurity).map(({ on }) => on);
    expect(security).toEqual(['known_device.added', 'session.reused', 'user.locked', 'access_token.created']);
  });
});
