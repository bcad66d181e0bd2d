import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Viewer } from '../access/viewer';
import { SERVICES, type ServiceName } from '../database/service';
import type { AsSystem } from '../database/system-database';
import type { RequestOrigin } from './request-scope';

/** Who may call a service: what an identity token names as its issuer. */
export type Caller = 'gateway' | ServiceName;

/** A call of one service by another, after its identity token and its input were checked. */
export interface InternalCall {
  /** On whose behalf; nobody for what the caller wants for itself. */
  readonly viewer: Viewer;
  readonly issuer: Caller;
  readonly origin: RequestOrigin;
  readonly asSystem: AsSystem;
  /** Reads with the service's own context under the viewer's rights, in one transaction that cannot write. */
  read<Context, T>(work: (context: Context) => Promise<T>): Promise<T>;
}

/** What a service answers to other services, and to nobody else. */
export interface InternalPath<Input = unknown> {
  /** The input of GET is the query, that of POST the body as JSON. */
  readonly method: 'GET' | 'POST';
  /** `services` are all five, without the gateway: what a client may cause, a path has to name. */
  readonly callers: readonly Caller[] | 'services';
  readonly schema: z.ZodType<Input>;
  /** @returns what is sent as JSON, or a stream of server-sent events, which ends with the service at the latest */
  answer(input: Input, call: InternalCall): Promise<object | Readable>;
}

/** By path, which begins with `/internal/`. */
export type InternalPaths = Readonly<Record<`/internal/${string}`, InternalPath>>;

/** Keeps the type of the input between a path's schema and its answer. */
export const internalPath = <Input>(path: InternalPath<Input>): InternalPath => path as InternalPath;

/** Whether an issuer is among those who may call. */
export const mayCall = (callers: InternalPath['callers'], issuer: string): issuer is Caller =>
  (callers === 'services' ? SERVICES : callers).some((caller) => caller === issuer);
