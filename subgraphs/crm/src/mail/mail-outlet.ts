import { createTransport } from 'nodemailer';

/** A letter, as its reader gets it. Nothing that a user wrote goes in but the address, which is an EmailAddress. */
export interface OutgoingMail {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
}

/** Where letters leave the service. */
export interface MailOutlet {
  /** @throws Error when the letter did not leave */
  deliver(mail: OutgoingMail): Promise<void>;
}

/** How crm sends mail. */
export interface MailConfig {
  /** `smtp://user:password@host:587`; without it, mails are printed. */
  readonly smtpUrl?: string;
  readonly from: string;
  /** Where people reach the gateway; links begin with it, whatever a request says of its host. */
  readonly publicUrl: string;
  /** Whether the table keeps what is in the mails, their tokens included: for a demo. */
  readonly keepBodies: boolean;
  /** Whether mails may be printed where there is no SMTP. */
  readonly isSilent: boolean;
}

const CONNECT_MS = 10_000;
const ANSWER_MS = 20_000;

function smtpOutlet(smtpUrl: string, from: string): MailOutlet {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const transport = createTransport({
    host: hostname,
    port: Number(port) || (protocol === 'smtps:' ? 465 : 587),
    secure: protocol === 'smtps:',
    auth: username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : undefined,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: ANSWER_MS,
  });
  return {
    deliver: async ({ to, subject, body }) =>
      void (await transport.sendMail({
        from: { name: 'Plat', address: from },
        to: { name: '', address: to },
        subject,
        text: body,
        disableFileAccess: true,
        disableUrlAccess: true,
      })),
  };
}

const PRINTER: MailOutlet = {
  deliver: async ({ to, subject, body }) => console.log(`Mail to ${to}: ${subject}\n${body.trimEnd().replace(/^/gm, '  | ')}`),
};

const NOWHERE: MailOutlet = { deliver: async () => undefined };

/** SMTP where it is configured, else the console, unless that is to be silent. */
export const outletOf = ({ smtpUrl, from, isSilent }: MailConfig): MailOutlet => {
  if (smtpUrl) return smtpOutlet(smtpUrl, from);
  return isSilent ? NOWHERE : PRINTER;
};
