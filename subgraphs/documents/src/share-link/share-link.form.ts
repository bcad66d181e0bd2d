import type { IncomingMessage } from 'node:http';
import { badInput } from '@plat/shared/errors/plat-error';

/** More than a form of ours ever has. */
const MOST_BYTES = 4_096;

/** Reads a form as a browser sends it. @throws PlatError BAD_USER_INPUT for another kind of body, or a longer one */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '')) throw noForm();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MOST_BYTES) throw noForm();
    chunks.push(chunk as Buffer);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

const noForm = () => badInput({ form: 'must be a form of this page' });
