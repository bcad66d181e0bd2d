import { Readable } from 'node:stream';
import { badInput, conflict, notFound, PlatError } from '@plat/shared/errors/plat-error';
import type { Events } from '@plat/shared/events/events';
import type { LoaderById } from '@plat/shared/graphql/loader-by-id';
import type { RequestScope } from '@plat/shared/graphql/request-scope';
import type { Blobs } from '../blob/blobs';
import { displayName } from '../blob/file-name';
import type { ContentDoor, OpenContent } from '../content/content.door';
import type { DocumentEditing } from '../document/document.editing';
import type { Document } from '../document/document.entity';
import { readersOf } from '../document/document.readers';
import type { DocumentService } from '../document/document.service';
import { GeneratedDocument } from './generated-document.entity';
import { fillFromGraph } from './template.data';
import { parseVariables } from './template.declaration';
import type { TemplateFault } from './template.faults';
import { LOCALES, type LocaleName } from './template.formats';
import { GRAPH_SOURCES, type TemplateGraph } from './template.graph';
import type { DeclareTemplateVersionInput, PreviewTemplateInput, RenderTemplateInput, TemplateTargetInput } from './template.input';
import type { RenderedTemplate, TemplateFaultType, TemplateInspection, TemplatePreview } from './template.output';
import { type Engine, inspectTemplate, RENDERER_VERSION, type Rendering, render } from './template.render';
import type { Variables } from './template.variable';
import { TemplateVersion } from './template-version.entity';
import { declaredVersion } from './template-version.loader';

/** The largest file that is read as a template. */
const MOST_BYTES = 32 * 1024 * 1024;

/** What comes of each engine. */
const FILES: Readonly<Record<Engine, { readonly ending: string; readonly mimeType: string }>> = {
  TEXT: { ending: 'txt', mimeType: 'text/plain' },
  HTML: { ending: 'html', mimeType: 'text/html' },
  DOCX: { ending: 'docx', mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' },
  PDF: { ending: 'pdf', mimeType: 'application/pdf' },
};

interface TemplateParts {
  readonly documents: DocumentService;
  readonly loader: LoaderById<Document>;
  readonly editing: DocumentEditing;
  readonly content: ContentDoor;
  readonly blobs: Blobs;
  readonly graph: TemplateGraph;
}

/** Documents from which others are made. */
export class TemplateService {
  constructor(
    private readonly scope: RequestScope,
    private readonly events: Events,
    private readonly parts: TemplateParts,
  ) {}

  /** What a file asks for by its tags. @throws PlatError as the door to content, or BAD_USER_INPUT for what is declared */
  async inspect(input: DeclareTemplateVersionInput): Promise<TemplateInspection> {
    const { variables } = declared(input);
    const content = await this.open(input.documentId, input.versionNumber, input.grant);
    const inspection = await inspectTemplate({ engine: input.engine, variables, bytes: await bytesOf(content) });
    return { ...inspection, errors: inspection.errors as readonly TemplateFaultType[] };
  }

  /**
   * Says once and for all what a version of a document asks for.
   * @throws PlatError NOT_FOUND, FORBIDDEN, PIN_REQUIRED, CONFLICT for a version that is declared, or BAD_USER_INPUT with all
   *   that is wrong with its file or with what is declared
   */
  async declare(input: DeclareTemplateVersionInput): Promise<TemplateVersion> {
    const { db } = this.scope;
    const { variables, locale } = declared(input);
    const document = await this.parts.editing.locked(input.documentId);
    const content = await this.open(document.id, input.versionNumber, input.grant);
    const { versionNumber } = content.version;
    const of = { documentId: document.id, versionNumber };
    if (await db.findOneBy(TemplateVersion, of))
      throw conflict('This version is declared, and stays as it is; add another version of the file.', { versionNumber });
    const { tags, errors } = await inspectTemplate({ engine: input.engine, variables, bytes: await bytesOf(content) });
    refuse(errors, 'input.documentId');
    const version = await db.save(
      db.create(TemplateVersion, { ...of, engine: input.engine, locale, variables: input.variables, tags: [...tags] }),
    );
    this.parts.loader.clear(document.id);
    const [readers] = await readersOf(db, [document]);
    await this.events.record('template_version.declared', version, { exchangeId: document.exchangeId ?? undefined, readers });
    return version;
  }

  /** What would come of a template and data. @throws PlatError as {@link render}, but for where it would go */
  async preview(input: PreviewTemplateInput): Promise<TemplatePreview> {
    const { rendering, version } = await this.renderFrom(input);
    const { errors, warnings, bytes } = rendering;
    const isText = version.engine === 'TEXT' || version.engine === 'HTML';
    return { ...shown(errors, warnings), text: isText ? (bytes?.toString('utf8') ?? null) : null };
  }

  /**
   * Makes a document of a template and data.
   * @throws PlatError NOT_FOUND, FORBIDDEN or PIN_REQUIRED for the template; what adding such a document throws; CONFLICT for a
   *   version that is not declared; UNAVAILABLE when an owner of data does not answer; BAD_USER_INPUT with all that is wrong
   */
  async render({ target, dryRun, ...input }: RenderTemplateInput): Promise<RenderedTemplate> {
    const { version, rendering, template } = await this.renderFrom(input);
    const file = fileOf(target, template, version);
    const details = { ...target, title: target.title ?? template.title, ...file };
    await this.parts.documents.assertMayAdd(details, 'input.target');
    const { bytes, dataSha256, errors, warnings } = rendering;
    if (dryRun) return { document: null, ...shown(errors, warnings) };
    refuse(errors, 'input.templateId');
    const blob = await this.parts.blobs.put(Readable.from([bytes]), { maxSize: MOST_BYTES, fileName: file.fileName });
    const document = await this.parts.documents.create(details, {
      blob,
      fileName: file.fileName,
      mimeType: file.mimeType,
      origin: 'TEMPLATE',
    });
    const { db } = this.scope;
    const generated = await db.save(
      db.create(GeneratedDocument, {
        documentId: document.id,
        templateVersionId: version.id,
        templateSha256: rendering.templateSha256,
        dataSha256,
        rendererVersion: `${version.engine} ${RENDERER_VERSION}`,
      }),
    );
    await this.events.record('document.generated', document, { ...generated, templateId: template.id });
    return { document, ...shown(errors, warnings) };
  }

  /** Renders within this process, from what the viewer may read of the template and of the graph. */
  private async renderFrom({ templateId, versionNumber, data, from, grant }: PreviewTemplateInput) {
    const { services, viewer } = this.scope;
    const version = await this.versionOf(templateId, versionNumber);
    const content = await this.open(templateId, version.versionNumber, grant);
    const { variables } = parseVariables(version.variables, GRAPH_SOURCES);
    const graph = asksGraph(variables) ? await this.parts.graph.values(services, viewer, from ?? {}) : {};
    const filled = fillFromGraph(variables, data, graph);
    const source = { engine: version.engine, variables, locale: version.locale as LocaleName, bytes: await bytesOf(content) };
    const rendered: Rendering = await render(source, filled.data ?? {});
    const warnings = [...filled.warnings, ...rendered.warnings];
    return { version, template: content.document, rendering: { ...rendered, warnings, templateSha256: content.version.blobSha256 } };
  }

  /** @throws PlatError NOT_FOUND for the template, CONFLICT for a version that is not declared */
  private async versionOf(templateId: string, versionNumber: number | null | undefined): Promise<TemplateVersion> {
    const template = await this.parts.loader.load(templateId);
    if (!template) throw notFound('Document', templateId);
    const version = await declaredVersion(this.scope, template.id, versionNumber);
    if (!version) throw conflict('No such version of this document is declared as a template.', { state: 'NOT_DECLARED' });
    return version;
  }

  private open(documentId: string, versionNumber: number | null | undefined, grantToken: string | null | undefined): Promise<OpenContent> {
    return this.parts.content.open({ documentId, versionNumber: versionNumber ?? undefined, kind: 'TEMPLATE', grantToken });
  }
}

function declared({ variables: given, locale }: DeclareTemplateVersionInput): { variables: Variables; locale: LocaleName } {
  const { variables, faults } = parseVariables(given, GRAPH_SOURCES);
  if (!(LOCALES as readonly string[]).includes(locale)) faults['input.locale'] = `must be ${LOCALES.join(', ')}`;
  if (Object.keys(faults).length) throw badInput(faults);
  return { variables, locale: locale as LocaleName };
}

async function bytesOf({ blob, open }: OpenContent): Promise<Buffer> {
  if (blob.size > MOST_BYTES) throw badInput({ 'input.templateId': `must have at most ${MOST_BYTES} bytes` });
  const chunks: Buffer[] = [];
  for await (const chunk of (await open()) as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const asksGraph = (variables: Variables): boolean => [...variables.values()].some(({ from }) => from !== undefined);

const shown = (errors: readonly TemplateFault[], warnings: readonly TemplateFault[]) =>
  ({ errors, warnings }) as { errors: readonly TemplateFaultType[]; warnings: readonly TemplateFaultType[] };

/** The name as asked for, with the ending that the content has. */
function fileOf(target: TemplateTargetInput, template: Document, { engine }: TemplateVersion) {
  const { ending, mimeType } = FILES[engine];
  const name = (target.fileName ?? template.title).replace(/\.(txt|html?|docx|pdf|md)$/i, '').slice(0, 250);
  return { fileName: displayName(`${name}.${ending}`), fileType: ending, mimeType };
}

/** @param template the argument that names the template, for what is wrong with its file */
function refuse(faults: readonly TemplateFault[], template: string): void {
  if (faults.length === 0) return;
  const said: Record<string, string> = {};
  for (const { code, message, path, tag, offset } of faults) {
    const isOfData = path !== undefined && tag === undefined && offset === undefined;
    const field = isOfData ? ['input.data', path].filter(Boolean).join('.') : template;
    const where = isOfData ? '' : `${offset === undefined ? '' : `@${offset}`}${tag === undefined ? '' : ` {{${tag}}}`}`;
    said[field] = [said[field], `${code}${where}: ${message}`].filter(Boolean).join('; ');
  }
  const { message } = badInput(said);
  throw new PlatError('BAD_USER_INPUT', message, { fields: said, faults });
}
