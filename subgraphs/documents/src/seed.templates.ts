import { Readable } from 'node:stream';
import { type DemoUser, type DemoWorld, demoViewer } from '@plat/shared/demo/demo-world';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import type { DocumentsContext } from './context';
import { DocumentOrigin, RealEstateDocumentType } from './document/document.enum';
import type { NewDetails } from './document/document.input';
import { TemplateEngine } from './template/template.enum';

/** A template of the demo, as people write them. */
interface DemoTemplate {
  readonly title: string;
  readonly fileName: string;
  readonly mimeType: string;
  readonly engine: TemplateEngine;
  readonly text: string;
  readonly variables: object;
}

const NOTICE: DemoTemplate = {
  title: 'Identification notice',
  fileName: 'identification-notice.md',
  mimeType: 'text/markdown',
  engine: TemplateEngine.PDF,
  text: `# Identification of replacement property

**Exchange {{number}}**, {{name}}

To {{coordinator.name}}{{#hasCompany}}, {{company}}{{/hasCompany}}

Under section 1031(a)(3) of the Internal Revenue Code and Treas. Reg. § 1.1031(k)-1(c), {{client.name}} identifies as replacement property:

{{#properties}}
- {{description}}; fair market value {{value}}
{{/properties}}
{{^properties}}
No property.
{{/properties}}

The identification period ends at midnight of {{deadline}}.

---

{{client.name}}, {{signedOn}}
`,
  variables: {
    number: { type: 'string', required: true, from: 'exchange.number' },
    name: { type: 'string', from: 'exchange.name' },
    client: { type: 'party', required: true, from: 'exchange.client' },
    coordinator: { type: 'party', required: true, from: 'exchange.coordinator', overridable: true },
    hasCompany: { type: 'bool', default: false },
    company: { type: 'string' },
    properties: {
      type: 'list',
      from: 'exchange.identified',
      overridable: true,
      of: { description: { type: 'string', required: true }, value: { type: 'money', format: 'USD' } },
    },
    deadline: { type: 'date', from: 'exchange.identificationDeadline' },
    signedOn: { type: 'date', required: true },
  },
};

const CLOSING_LETTER: DemoTemplate = {
  title: 'Closing letter',
  fileName: 'closing-letter.html',
  mimeType: 'text/html',
  engine: TemplateEngine.HTML,
  text: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Closing of {{property}}</title></head>
<body>
<p>{{closedOn}}</p>
<p>Dear {{buyer.name}},</p>
<p>the purchase of <strong>{{property}}</strong> has closed at a price of {{price}}.</p>
{{#items}}
<p>{{what}}: {{amount}}</p>
{{/items}}
{{^paid}}
<p>Please pay what is open by {{dueOn}}.</p>
{{/paid}}
<p>Sincerely,<br>{{agent.name}}</p>
</body>
</html>
`,
  variables: {
    buyer: { type: 'party', required: true },
    agent: { type: 'party', required: true },
    property: { type: 'string', required: true },
    price: { type: 'money', required: true, format: 'USD' },
    closedOn: { type: 'date', required: true, format: 'long' },
    items: { type: 'list', of: { what: { type: 'string', required: true }, amount: { type: 'money', required: true } } },
    paid: { type: 'bool', default: true },
    dueOn: { type: 'date' },
  },
};

const LETTER_OF_INTENT: DemoTemplate = {
  title: 'Letter of intent',
  fileName: 'letter-of-intent.md',
  mimeType: 'text/markdown',
  engine: TemplateEngine.PDF,
  text: `# Letter of intent

{{signedOn}}

To {{lead.name}}{{#hasCompany}}, {{company}}{{/hasCompany}}

**{{title}}**

{{owner.name}} intends to sell the property at {{address}} for {{value}}, and expects to close by {{closeDate}}.

- The price is that of a cash sale; the listing was at {{listingPrice}}.
- Nothing in this letter binds either side before a purchase agreement is signed.

---

{{owner.name}}, {{owner.email}}
`,
  variables: {
    title: { type: 'string', required: true, from: 'deal.title' },
    owner: { type: 'party', required: true, from: 'deal.owner' },
    lead: { type: 'party', required: true, from: 'deal.lead', overridable: true },
    hasCompany: { type: 'bool', default: false },
    company: { type: 'string' },
    address: { type: 'string', required: true, from: 'deal.propertyAddress' },
    value: { type: 'money', required: true, from: 'deal.value', overridable: true },
    listingPrice: { type: 'money', from: 'deal.listingPrice' },
    closeDate: { type: 'date', required: true, from: 'deal.expectedCloseDate', overridable: true },
    signedOn: { type: 'date', required: true },
  },
};

/**
 * Templates that are rendered in the playground: the house's, the notice once more where the coordinator of an exchange
 * finds it, and a letter of somebody who has a deal, filed with it.
 */
export async function seedTemplates(subgraph: Subgraph, { users, exchanges, deals }: DemoWorld): Promise<void> {
  const { admin, coordinator } = users;
  for (const template of [NOTICE, CLOSING_LETTER, LETTER_OF_INTENT]) await addTemplate(subgraph, admin, template);
  const theirs = exchanges.find(({ participants }) =>
    participants.some(({ contactId, permissions }) => contactId === coordinator.identity.contactId && permissions.includes('UPLOAD')),
  );
  if (theirs) await addTemplate(subgraph, coordinator, NOTICE, { exchangeId: theirs.id });
  const [deal] = deals;
  const dealer = Object.values(users).find(({ identity }) => identity.userId === deal?.ownerId);
  const ofDeal = { origin: DocumentOrigin.REAL_ESTATE, realEstateType: RealEstateDocumentType.OTHER, dealId: deal?.id };
  if (dealer) await addTemplate(subgraph, dealer, LETTER_OF_INTENT, ofDeal);
}

/** @param place whose document it is; the house's unless given */
async function addTemplate(subgraph: Subgraph, by: DemoUser, template: DemoTemplate, place: Partial<NewDetails> = {}): Promise<void> {
  const { title, fileName, mimeType, engine, text, variables } = template;
  const viewer = demoViewer(by);
  const { id } = await subgraph.work(viewer, async ({ documents, blobs }: DocumentsContext) => {
    const blob = await blobs.put(Readable.from([Buffer.from(text)]), { maxSize: 100_000, fileName });
    const details = { origin: DocumentOrigin.EXCHANGE, isTemplate: true, title, documentTypeLabel: 'template', ...place };
    return documents.create(details, { blob, fileName, mimeType, origin: 'USER' });
  });
  await subgraph.work(viewer, ({ templates }: DocumentsContext) =>
    templates.declare({ documentId: id, engine, variables, locale: 'en-US' }),
  );
}
