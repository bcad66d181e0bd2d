import { Readable } from 'node:stream';
import { newToken, tokenHash } from '@plat/shared/crypto/secret-token';
import { type DemoUser, type DemoWorld, demoViewer } from '@plat/shared/demo/demo-world';
import { Events } from '@plat/shared/events/events';
import type { Subgraph } from '@plat/shared/graphql/subgraph';
import sharp from 'sharp';
import type { Blobs, StoredBlob } from './blob/blobs';
import type { DocumentsContext } from './context';
import { DocumentOrigin, RealEstateDocumentType } from './document/document.enum';
import { MediaType } from './media/media.enum';
import { ShareLink } from './share-link/share-link.entity';
import { ShareLinkDocument } from './share-link/share-link-document.entity';

/** The files that the notes of an inspection have had, one after another. */
const DRAFTS = [
  ['As taken on the day.', 'Walk-through, 12 March\n\nRoof: two shingles loose above the porch.\nBoiler: serviced, label missing.\n'],
  ['With what the roofer said.', 'Walk-through, 12 March\n\nRoof: repaired 19 March, receipt on file.\nBoiler: serviced, label missing.\n'],
  ['Signed.', 'Walk-through, 12 March\n\nRoof: repaired 19 March, receipt on file.\nBoiler: serviced, label found.\nSigned: both sides.\n'],
] as const;
const FILE_NAME = 'walk-through.txt';
const LASTS_MS = 30 * 86_400_000;

/**
 * One paper of the demo that had to do with all that papers may have: three files, tags, a share link and a legal hold; and
 * a picture of the property that it is about.
 */
export async function seedPapers(subgraph: Subgraph, world: DemoWorld): Promise<void> {
  const { admin } = world.users;
  for (const property of world.properties) {
    const by = Object.values(world.users).find(({ identity }) => identity.userId === property.ownerId);
    if (!by) continue;
    const id = await addNotes(subgraph, by, property);
    await share(subgraph, by, id);
    await subgraph.work(demoViewer(admin), ({ legalHolds }: DocumentsContext) =>
      legalHolds.place({ name: 'Dispute about the roof', reason: 'The buyer’s side asked for it.', documentIds: [id] }),
    );
    await addPicture(subgraph, by, property.id);
    return;
  }
}

const keep = (blobs: Blobs, bytes: Buffer, fileName: string): Promise<StoredBlob> =>
  blobs.put(Readable.from([bytes]), { maxSize: 1_000_000, fileName });

/** @returns the id of the document */
async function addNotes(subgraph: Subgraph, by: DemoUser, property: DemoWorld['properties'][number]): Promise<string> {
  const viewer = demoViewer(by);
  let id: string | undefined;
  for (const [comment, text] of DRAFTS) {
    id = await subgraph.work(viewer, async ({ blobs, documents, documentVersions }: DocumentsContext) => {
      const blob = await keep(blobs, Buffer.from(text), FILE_NAME);
      const file = { blob, fileName: FILE_NAME, mimeType: 'text/plain', origin: 'USER', comment } as const;
      if (id) return (await documentVersions.addVersion({ id }, file)).documentId;
      const details = { origin: DocumentOrigin.REAL_ESTATE, realEstateType: RealEstateDocumentType.INSPECTION, propertyId: property.id };
      return (await documents.create({ ...details, title: `Walk-through notes: ${property.title}` }, file)).id;
    });
  }
  const documentId = id as string;
  await subgraph.work(viewer, ({ documentTags }: DocumentsContext) => documentTags.add(documentId, ['roof', 'inspection', 'signed']));
  return documentId;
}

/** Nobody has its secret: it shows what a link says of itself, and another one is made to be opened. */
async function share(subgraph: Subgraph, by: DemoUser, documentId: string): Promise<void> {
  const createdById = by.identity.userId;
  const values = { label: 'For the roofer', maxDownloads: 3, createdById, expiresAt: new Date(Date.now() + LASTS_MS) };
  await subgraph.work(demoViewer(by), ({ scope: { asSystem, viewer, origin } }: DocumentsContext) =>
    asSystem(async (db) => {
      const link = await db.save(db.create(ShareLink, { ...values, tokenHash: tokenHash(newToken()) }));
      await db.save(db.create(ShareLinkDocument, { shareLinkId: link.id, documentId }));
      await new Events({ db, viewer, origin }).record('share_link.created', link, { documentIds: [documentId] });
    }),
  );
}

const [WIDTH, HEIGHT] = [480, 320];
const [SKY, GRASS, WALL, ROOF, DOOR] = ['bfd9ea', '7a9a5b', 'e8ddc9', '8c4a3a', '5a4632'].map((hex) => Buffer.from(hex, 'hex')) as Buffer[];

/** A house, as a child would draw it. */
function colourAt(x: number, y: number): Buffer | undefined {
  const fromMiddle = Math.abs(x - WIDTH / 2);
  if (fromMiddle < 18 && y > 200 && y < 250) return DOOR;
  if (fromMiddle < 100 && y > 140 && y < 250) return WALL;
  if (y > 60 && y <= 140 && fromMiddle < (y - 60) * 1.5) return ROOF;
  return y < 230 ? SKY : GRASS;
}

async function addPicture(subgraph: Subgraph, by: DemoUser, propertyId: string): Promise<void> {
  const pixels = Array.from({ length: WIDTH * HEIGHT }, (_, at) => colourAt(at % WIDTH, Math.floor(at / WIDTH)) as Buffer);
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
  const picture = await sharp(Buffer.concat(pixels), { raw }).png().toBuffer();
  await subgraph.work(demoViewer(by), async ({ blobs, propertyMedia }: DocumentsContext) => {
    const blob = await keep(blobs, picture, 'front.png');
    const details = { propertyId, type: MediaType.IMAGE, metadata: { caption: 'From the street' } };
    return propertyMedia.addFile(details, 'front.png', blob);
  });
}
