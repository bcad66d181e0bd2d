import type { RoleName } from '../access/permissions';
import type { Identity } from '../access/viewer';
import { Viewer } from '../access/viewer';

/** The people who can sign in to the demo; each shows what its role may see. */
export const DEMO_USERS = ['admin', 'coordinator', 'client', 'thirdParty', 'agency', 'user'] as const;
export type DemoUserName = (typeof DEMO_USERS)[number];

/** The PIN of the one paper of the demo that has one. */
export const DEMO_PIN = '482915';

/** Somebody of the demo, as crm seeded it. */
export interface DemoUser {
  readonly email: string;
  readonly password: string;
  readonly role: RoleName;
  readonly identity: Identity & { readonly userId: string; readonly contactId: string };
}

/** What the services' seeds tell each other: ids across databases. Later seeds add to it; order is the services' below. */
export interface DemoWorld {
  readonly users: Readonly<Record<DemoUserName, DemoUser>>;
  readonly properties: readonly { readonly id: string; readonly ownerId: string; readonly title: string }[];
  /** What the owners of some properties hope to close. */
  readonly deals: readonly { readonly id: string; readonly ownerId: string; readonly title: string }[];
  readonly clients: readonly { readonly id: string; readonly name: string }[];
  /** People of the shared registry, for exchanges' parties. */
  readonly contacts: readonly { readonly id: string; readonly name: string }[];
  /** Who works on productions; its user connects a calendar. */
  readonly contributors: { readonly id: string; readonly user: DemoUserName }[];
  readonly projects: { readonly id: string; readonly clientId: string; readonly name: string }[];
  readonly exchanges: {
    readonly id: string;
    readonly name: string;
    readonly participants: readonly DemoParticipant[];
    readonly propertyIds: readonly string[];
  }[];
  readonly platformLinks: { readonly id: string; readonly userId: string; readonly platform: string }[];
}

/** A participation, as the documents service keeps it in access_grants. */
export interface DemoParticipant {
  readonly contactId: string;
  readonly role: 'CLIENT' | 'COORDINATOR' | 'THIRD_PARTY' | 'AGENCY';
  /** Effective rights: the role's matrix narrowed by the participation's permissions. */
  readonly permissions: readonly string[];
}

/** Seeds run in this order: each may use what those before it left in the world. */
export const SEED_ORDER = ['crm', 'builds', 'sync', 'exchanges', 'documents'] as const;

export const demoViewer = ({ identity }: DemoUser): Viewer => new Viewer(identity);
