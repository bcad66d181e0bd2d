import type { PlatEvent } from '@plat/shared/events/cloud-event';
import type { NotificationKind as Kind } from './notification.kind';

/** Whom an event concerns, as far as it names them; crm knows which users these are. What is no id names nobody. */
export interface Recipients {
  readonly users?: readonly unknown[];
  readonly contacts?: readonly unknown[];
  /** Clients of the business, by whom their login is meant. */
  readonly clients?: readonly unknown[];
  /** All members of these. */
  readonly workspaces?: readonly unknown[];
  /** This user, if one of the contacts is theirs. */
  readonly userAmong?: { readonly userId?: unknown; readonly contacts?: unknown };
}

/** Who is told what of an event. Whoever caused it is not told, except of what concerns the security of the account. */
export interface NotificationRule {
  readonly on: `${string}.${string}`;
  readonly kind: Kind;
  /** Whether this event of the type is worth telling; each one unless given. */
  readonly when?: (event: PlatEvent) => boolean;
  readonly to: (event: PlatEvent) => Recipients;
  /** A sentence without secrets, and without any value that a recipient may not read by a query. */
  readonly message: (event: PlatEvent) => string;
  /** A path of the dashboard. */
  readonly link?: (event: PlatEvent) => string;
  /** What a person is told of once, however many events of the kind say it. */
  readonly once?: (event: PlatEvent) => unknown;
  /** Told even to whoever caused it and cannot be switched off: it may have been somebody else, who would begin by that. */
  readonly isSecurity?: boolean;
}

export const before = ({ payload }: PlatEvent, column: string): unknown => payload.old?.[column];
export const after = ({ payload }: PlatEvent, column: string): unknown => payload.new?.[column];
/** How a value of an enum is said: `ON_HOLD` is “on hold”. */
export const said = (value: unknown): string => String(value).toLowerCase().replaceAll('_', ' ');
export const changes =
  (...columns: string[]) =>
  (event: PlatEvent): boolean =>
    columns.some((column) => after(event, column) !== undefined && after(event, column) !== before(event, column));
export const becomes =
  (column: string, value: unknown) =>
  (event: PlatEvent): boolean =>
    after(event, column) === value && before(event, column) !== value;
export const toSubject =
  (folder: string) =>
  ({ subjectId }: PlatEvent) =>
    `/${folder}/${subjectId}`;

/** Several, as an event names them; none for what is no list. */
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
