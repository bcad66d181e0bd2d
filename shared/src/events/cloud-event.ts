import { z } from 'zod';
import { SERVICES, type ServiceName } from '../database/service';

/** Where a service takes the events of the others. */
export const EVENTS_PATH = '/internal/events';

/** What an event tells besides its subject: column names and their values before and after, who did it from where, references. */
export interface EventPayload {
  readonly old?: Readonly<Record<string, unknown>>;
  readonly new?: Readonly<Record<string, unknown>>;
  readonly session?: string;
  readonly accessToken?: string;
  readonly address?: string;
  readonly userAgent?: string;
  readonly exchangeId?: string;
  /** false for what somebody tried and did not get, with why in `error`. */
  readonly success?: boolean;
  readonly error?: string;
  readonly [reference: string]: unknown;
}

/** Something that happened in a service. */
export interface PlatEvent {
  readonly id: string;
  readonly source: ServiceName;
  /** Rises with each event of its subject; a whole number as text. */
  readonly seq: string;
  /** Noun and past verb: `property.created`. */
  readonly type: string;
  /** The entity's class: `Property`. */
  readonly subjectType: string;
  readonly subjectId: string | null;
  readonly actorUserId: string | null;
  readonly occurredAt: Date;
  readonly payload: EventPayload;
}

/** An event in the JSON form of CloudEvents 1.0. Source: https://github.com/cloudevents/spec */
export const cloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.guid(),
  source: z.enum(SERVICES.map((service) => `/plat/${service}` as const)),
  type: z.string().min(3).max(100),
  subject: z.string().max(400),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  /** The extension `sequence` of CloudEvents. */
  sequence: z.string().regex(/^\d{1,19}$/),
  data: z.object({
    subjectType: z.string().max(100),
    subjectId: z.string().max(300).nullable(),
    actorUserId: z.guid().nullable(),
    payload: z.record(z.string(), z.unknown()),
  }),
});

export type CloudEvent = z.output<typeof cloudEvent>;

export const toCloudEvent = (event: PlatEvent): CloudEvent => ({
  specversion: '1.0',
  id: event.id,
  source: `/plat/${event.source}`,
  type: event.type,
  subject: `${event.subjectType}/${event.subjectId ?? event.id}`,
  time: event.occurredAt.toISOString(),
  datacontenttype: 'application/json',
  sequence: event.seq,
  data: { subjectType: event.subjectType, subjectId: event.subjectId, actorUserId: event.actorUserId, payload: event.payload },
});

export const fromCloudEvent = ({ id, source, type, time, sequence, data }: CloudEvent): PlatEvent => ({
  id,
  source: source.slice('/plat/'.length) as ServiceName,
  seq: sequence,
  type,
  occurredAt: new Date(time),
  ...data,
});
