import { NotificationKind as Kind } from './notification.kind';
import { after, asList, becomes, changes, type NotificationRule, said, toSubject } from './notification.rule';

/** Of exchanges: those who take part, and of money those alone who read of it. */
export const EXCHANGES: readonly NotificationRule[] = [
  {
    on: 'exchange_participant.created',
    kind: Kind.EXCHANGE_PARTICIPATION,
    to: ({ payload }) => ({ contacts: [payload.contactId] }),
    message: ({ payload }) => `You take part in an exchange now, as ${said(payload.role)}.`,
    link: ({ payload }) => `/exchanges/${payload.exchangeId}`,
  },
  {
    on: 'exchange_participant.updated',
    kind: Kind.EXCHANGE_PARTICIPATION,
    to: ({ payload }) => ({ contacts: [payload.contactId] }),
    message: (event) =>
      becomes('is_active', false)(event) ? 'You do not take part in an exchange any more.' : 'What you may do in an exchange was changed.',
    link: ({ payload }) => `/exchanges/${payload.exchangeId}`,
  },
  {
    on: 'exchange.updated',
    kind: Kind.EXCHANGE_PROGRESS,
    when: changes('status'),
    to: ({ payload }) => ({ contacts: asList(payload.participants) }),
    message: (event) => `An exchange of yours is ${said(after(event, 'status'))} now.`,
    link: toSubject('exchanges'),
  },
  {
    on: 'exchange.stage_changed',
    kind: Kind.EXCHANGE_PROGRESS,
    to: ({ payload }) => ({ contacts: asList(payload.participants) }),
    message: (event) => `An exchange of yours has come to the stage ${said(after(event, 'workflow_stage'))}.`,
    link: toSubject('exchanges'),
  },
  {
    on: 'exchange.deadlines_changed',
    kind: Kind.EXCHANGE_DEADLINE,
    to: ({ payload }) => ({ contacts: asList(payload.participants) }),
    message: (event) => {
      const [identification, exchange] = [after(event, 'identification_deadline'), after(event, 'exchange_deadline')];
      return identification && exchange
        ? `The deadlines of an exchange of yours are ${identification} to identify property and ${exchange} to receive it.`
        : 'An exchange of yours has no deadlines for now.';
    },
    link: toSubject('exchanges'),
  },
  {
    on: 'exchange.deadline_near',
    kind: Kind.EXCHANGE_DEADLINE,
    to: ({ payload }) => ({ contacts: asList(payload.participants) }),
    message: ({ payload }) => {
      const [days, what] = [Number(payload.daysLeft), payload.kind === 'IDENTIFICATION' ? 'identify' : 'receive'];
      const when = days > 1 ? `in ${days} days` : days === 1 ? 'tomorrow' : days === 0 ? 'today' : 'and is over';
      const missed =
        asList(payload.thresholds).length > 1 ? ` This reminds you of ${asList(payload.thresholds).join(', ')} days before.` : '';
      return `The last day of an exchange of yours to ${what} property is ${payload.deadlineOn}, ${when}.${missed}`;
    },
    link: toSubject('exchanges'),
  },
  {
    on: 'exchange_message.sent',
    kind: Kind.EXCHANGE_MESSAGE,
    // What the platform says there is about something that has its own event.
    when: ({ payload }) => payload.isSystemMessage !== true,
    to: ({ payload }) => ({ contacts: asList(payload.participants) }),
    message: () => 'There is a new message in an exchange of yours.',
    link: ({ payload }) => `/exchanges/${payload.exchangeId}`,
  },
  ...(
    [
      ['created', 'A task in an exchange is assigned to you now.'],
      ['updated', 'A task in an exchange is assigned to you now.'],
      ['completed', 'A task that you gave in an exchange is complete.'],
      ['reopened', 'A task of yours in an exchange was opened again.'],
      ['due', 'A task of yours in an exchange is due.'],
    ] as const
  ).map(
    ([verb, message]): NotificationRule => ({
      on: `exchange_task.${verb}`,
      kind: Kind.EXCHANGE_TASK,
      // Each event names those whom it concerns alone, and an edit names nobody unless the task got another assignee.
      to: ({ payload }) => ({ contacts: asList(payload.participants) }),
      message: () => message,
      link: ({ payload }) => `/exchanges/${payload.exchangeId}`,
    }),
  ),
  // Exchanges names clients and coordinators alone in these; an agency or a third party learns nothing of them.
  {
    on: 'identification_notice.served',
    kind: Kind.EXCHANGE_NOTICE,
    to: ({ payload }) => ({ contacts: asList(payload.participants) }),
    message: (event) => {
      const what = after(event, 'kind') === 'REVOCATION' ? 'revokes' : 'identifies';
      return after(event, 'verdict') === 'ACCEPTED'
        ? `A notice that ${what} property was put on record in an exchange of yours.`
        : `A notice in an exchange of yours was kept as evidence and does not count: ${said(after(event, 'verdict'))}.`;
    },
    link: ({ payload }) => `/exchanges/${payload.exchangeId}`,
  },
  {
    on: 'fund_entry.created',
    kind: Kind.EXCHANGE_FUNDS,
    // What a release pays has its own event.
    when: (event) => after(event, 'kind') !== 'RELEASE',
    to: ({ payload }) => ({ contacts: asList(payload.participants) }),
    message: (event) =>
      after(event, 'kind') === 'REVERSAL'
        ? 'An entry in the account of an exchange of yours was taken back.'
        : 'Money was received in the account of an exchange of yours.',
    link: ({ payload }) => `/exchanges/${payload.exchangeId}`,
  },
  ...(
    [
      ['created', 'Money of an exchange of yours is asked for; both sides have to authorise that.'],
      ['authorised', 'Both sides have authorised a release of money of an exchange of yours.'],
      ['paid', 'Money of an exchange of yours was released.'],
      ['cancelled', 'A release of money of an exchange of yours was cancelled.'],
    ] as const
  ).map(
    ([verb, message]): NotificationRule => ({
      on: `fund_release.${verb}`,
      kind: Kind.EXCHANGE_FUNDS,
      // What the law denies at once waits for nobody.
      when: (event) => after(event, 'state') !== 'DENIED',
      // Each event names those alone who read of the money.
      to: ({ payload }) => ({ contacts: asList(payload.participants) }),
      message: () => message,
      link: ({ payload }) => `/exchanges/${payload.exchangeId}`,
    }),
  ),
];
