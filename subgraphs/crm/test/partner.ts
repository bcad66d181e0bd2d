import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as it came, headers and bytes. */
export interface ReceivedMessage {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: { id: string; type: string; timestamp: string; data: { subject: { type: string; id: string }; changed: string[] } };
}

/** A partner's server on this machine. */
export interface TestPartner {
  readonly url: string;
  readonly received: ReceivedMessage[];
  /** How it answers from now on: with a status, or as the function does. */
  answer: number | ((response: ServerResponse, message: ReceivedMessage) => void);
  stop(): Promise<void>;
}

export async function startTestPartner(): Promise<TestPartner> {
  const received: ReceivedMessage[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += String(part);
    const message = { headers: request.headers, text, json: JSON.parse(text) };
    received.push(message);
    if (typeof partner.answer === 'number') response.writeHead(partner.answer).end('said the partner');
    else partner.answer(response, message);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const partner: TestPartner = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer: 204,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return partner;
}

/** What a receiver does, written down from the specification alone: which of its secrets have signed the message. */
export const signers = ({ headers, text }: ReceivedMessage, secrets: readonly string[]): string[] => {
  const signatures = String(headers['webhook-signature']).split(' ');
  return secrets.filter((secret) => {
    const [, key = ''] = secret.split('whsec_');
    const hmac = createHmac('sha256', Buffer.from(key, 'base64'));
    return signatures.includes(`v1,${hmac.update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`).digest('base64')}`);
  });
};
