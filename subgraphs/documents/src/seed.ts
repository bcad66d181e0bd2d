import { NOBODY } from '@plat/shared/access/viewer';
import { DEMO_PIN, type DemoParticipant, type DemoUser, type DemoWorld, demoViewer } from '@plat/shared/demo/demo-world';
import { Events } from '@plat/shared/events/events';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import type { DocumentsContext } from './context';
import { Document } from './document/document.entity';
import { DocumentAccessLevel, DocumentCategory, DocumentOrigin, DocumentStatus, RealEstateDocumentType } from './document/document.enum';
import type { CreateDocumentInput } from './document/document.input';
import { seedPapers } from './seed.papers';
import { seedTemplates } from './seed.templates';

const { DEED, INSPECTION, APPRAISAL, PURCHASE_AGREEMENT, SURVEY, TITLE_SEARCH } = RealEstateDocumentType;
const { PUBLIC, EXCHANGE, RESTRICTED } = DocumentAccessLevel;

/** A document of the demo, and who adds it. */
interface Plan {
  readonly by: DemoUser | undefined;
  readonly input: CreateDocumentInput;
  readonly archived?: boolean;
  /** Asked for by everybody who wants its content. */
  readonly pin?: string;
}

/** What each property has, in turn; what is outdated is archived. */
const PROPERTY_PAPERS = [
  [
    ['Purchase agreement', PURCHASE_AGREEMENT],
    ['Inspection report', INSPECTION],
  ],
  [
    ['Outdated appraisal', APPRAISAL],
    ['Deed', DEED],
    ['Appraisal', APPRAISAL],
  ],
  [
    ['Title search', TITLE_SEARCH],
    ['Survey', SURVEY],
    ['Inspection before repair', INSPECTION],
  ],
] as const;

type ExchangePaper = Pick<CreateDocumentInput, 'title' | 'documentTypeLabel' | 'accessLevel' | 'allowedRoles'>;

const GUIDE: ExchangePaper = { title: 'How an exchange goes, day by day', documentTypeLabel: 'guide', accessLevel: PUBLIC };
/** In the first exchange it has a PIN. */
const BEHIND_PIN = 'Wire instructions';
const PAPERS_OF: Readonly<Record<DemoParticipant['role'], readonly ExchangePaper[]>> = {
  COORDINATOR: [
    { title: 'Exchange agreement', documentTypeLabel: 'contract', accessLevel: EXCHANGE },
    { title: BEHIND_PIN, documentTypeLabel: 'financial', accessLevel: RESTRICTED, allowedRoles: ['CLIENT', 'COORDINATOR'] },
  ],
  CLIENT: [{ title: 'Tax return', documentTypeLabel: 'financial', accessLevel: RESTRICTED, allowedRoles: ['CLIENT', 'COORDINATOR'] }],
  AGENCY: [{ title: 'Closing statement, draft', documentTypeLabel: 'financial', accessLevel: EXCHANGE }],
  THIRD_PARTY: [],
};

/** documents' part of the demo: papers on all that the other services seeded, however many times as much that is. */
export async function seed(subgraph: Subgraph, world: DemoWorld, _scale: number): Promise<void> {
  // What the others seeded is told by events, and they are still on their way.
  await subgraph.work(NOBODY, ({ rebuildGrants }: DocumentsContext) => rebuildGrants());
  for (const { by, input, archived, pin } of [...propertyPapers(world), ...exchangePapers(world), ...platformPapers(world)]) {
    if (!by) continue; // people of the registry have no login to add anything
    const documentId = await subgraph.work(demoViewer(by), async ({ documents }: DocumentsContext) => {
      const { id } = await documents.create(input);
      if (archived) await documents.update({ id, status: DocumentStatus.ARCHIVED });
      return id;
    });
    if (pin) await subgraph.work(demoViewer(by), ({ pins }: DocumentsContext) => pins.set({ documentId, pin }));
  }
  await subgraph.work(NOBODY, ({ scope: { asSystem, viewer, origin } }: DocumentsContext) =>
    asSystem(async (db) => {
      const events = new Events({ db, viewer, origin });
      for (const paper of await db.save(db.create(Document, housePapers(world)))) await events.record('document.created', paper);
    }),
  );
  await seedTemplates(subgraph, world);
  await seedPapers(subgraph, world);
}

const loginOf = ({ users }: DemoWorld, key: 'userId' | 'contactId', id: string) =>
  Object.values(users).find(({ identity }) => identity[key] === id);

const propertyPapers = (world: DemoWorld): Plan[] =>
  world.properties.flatMap(({ id: propertyId, ownerId, title }, index) => {
    const by = loginOf(world, 'userId', ownerId);
    return (PROPERTY_PAPERS[index % PROPERTY_PAPERS.length] as (typeof PROPERTY_PAPERS)[number]).map(([name, realEstateType], page) => ({
      by,
      archived: name.startsWith('Outdated'),
      input: {
        ...file(`property-${index}-${page}`),
        origin: DocumentOrigin.REAL_ESTATE,
        realEstateType,
        propertyId,
        title: `${name}: ${title}`,
        metadata: { pages: 4 + page * 3 },
      },
    }));
  });

const exchangePapers = (world: DemoWorld): Plan[] =>
  world.exchanges.flatMap(({ id: exchangeId, name, participants }, index) =>
    participants
      .filter(({ permissions }) => permissions.includes('UPLOAD'))
      .flatMap(({ contactId, role }) => {
        const by = loginOf(world, 'contactId', contactId);
        const papers = PAPERS_OF[role].map((paper) => ({ ...paper, title: `${paper.title}: ${name}`.slice(0, 255) }));
        return [...(index === 0 && by === world.users.coordinator ? [GUIDE] : []), ...papers].map((paper, page) => ({
          by,
          pin: index === 0 && paper.title?.startsWith(BEHIND_PIN) ? DEMO_PIN : undefined,
          input: { ...file(`exchange-${index}-${role.toLowerCase()}-${page}`), ...paper, origin: DocumentOrigin.EXCHANGE, exchangeId },
        }));
      }),
  );

const platformPapers = (world: DemoWorld): Plan[] =>
  world.platformLinks.flatMap(({ id: platformLinkId, userId, platform }, index) =>
    (
      [
        ['Insurance policy', DocumentCategory.INSURANCE],
        ['Tax receipts', DocumentCategory.TAX],
      ] as const
    ).map(([title, category], page) => ({
      by: loginOf(world, 'userId', userId),
      input: {
        ...file(`platform-${index}-${page}`),
        origin: DocumentOrigin.PLATFORM,
        platform,
        platformPath: `/Papers/${title}.pdf`,
        platformLinkId,
        title,
        category,
      },
    })),
  );

/** Papers of projects: of each one that its client sees and one that it does not. */
const housePapers = ({ projects, users: { admin } }: DemoWorld): Partial<Document>[] => {
  const row = (name: string, more: Partial<Document>): Partial<Document> => {
    const { sourceUrl: fileUrl, ...details } = file(name);
    return { ...details, fileUrl, uploadedById: admin.identity.userId, ...more };
  };
  return [
    ...projects.flatMap(({ id: projectId, name }, index) => [
      row(`project-${index}-0`, {
        origin: DocumentOrigin.PROJECT,
        projectId,
        title: `Schedule: ${name}`,
        documentTypeLabel: 'schedule',
        clientVisible: true,
      }),
      row(`project-${index}-1`, {
        origin: DocumentOrigin.PROJECT,
        projectId,
        title: `Crew rates: ${name}`,
        documentTypeLabel: 'financial',
      }),
    ]),
  ];
};

const file = (name: string) => ({
  fileName: `${name}.pdf`,
  fileType: 'pdf',
  mimeType: 'application/pdf',
  fileSize: String(48_000 + name.length * 1_777),
  sourceUrl: `https://files.example.com/demo/${name}.pdf`,
});
