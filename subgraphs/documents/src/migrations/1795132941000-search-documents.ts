import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What documents are found by. One index holds words and readers together, so that a search reads of its index what both
 * have in common, however often others' papers have the word.
 *
 * Row level security judges rows before it lets anybody compare a text, unless the comparison is known not to tell; that of
 * words is not, and no index would be used. So what is sought is told first (app.search), and the policy itself compares.
 */
export class SearchDocuments1795132941000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TABLE, ...protect('documents', 'document_search'), ...READERS, ...WORDS, ...KEPT, ...SOUGHT]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const sql of [
      'DROP TRIGGER search_document ON documents',
      'DROP TRIGGER search_document_text ON document_texts',
      'DROP TRIGGER search_document_tag ON document_tags',
      'DROP POLICY search_keeper ON documents',
      'CREATE POLICY reckons ON documents FOR SELECT TO plat_documents_owner USING (true)',
      'DROP POLICY search_keeper ON document_tags',
      'DROP FUNCTION document_matches(text), search_changed_document(), search_changed_text(), search_changed_tags(), refresh_document_search(uuid)',
      'DROP TABLE document_search',
      'DROP FUNCTION document_words(documents), readers_of_document(documents), app_reader_keys(), app_search()',
    ])
      await db.query(sql);
  }
}

/** Two rows at most: of a lead's paper, one with the content for the lead's owner, and one without it for administrators. */
const TABLE = [
  `CREATE TABLE document_search (
    document_id uuid NOT NULL CONSTRAINT document_search_document_id_fkey REFERENCES documents ON DELETE CASCADE,
    has_content boolean NOT NULL,
    readers text[] NOT NULL,
    tsv tsvector NOT NULL,
    CONSTRAINT document_search_pkey PRIMARY KEY (document_id, has_content)
  )`,
  'CREATE INDEX document_search_idx ON document_search USING gin (readers, tsv)',
];

/**
 * Keys of those who may see a document, and the keys that the viewer has. They narrow what is looked at, and let nobody in:
 * whoever has a key of a document that is hidden from them is kept out by the documents' own policies.
 */
const READERS = [
  `CREATE FUNCTION readers_of_document(d documents) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT array_remove(CASE d.origin::text
      WHEN 'LEAD' THEN ARRAY['L' || d.lead_id]
      WHEN 'PROJECT' THEN ARRAY['P', 'P' || d.project_id, CASE WHEN d.client_visible THEN 'C' || d.project_id END]
      WHEN 'EXCHANGE' THEN ARRAY['B' || d.uploaded_by, CASE WHEN d.access_level = 'PUBLIC' THEN 'ALL' END,
          CASE WHEN d.access_level <> 'RESTRICTED' THEN 'X' || d.exchange_id END, CASE WHEN d.is_template AND d.exchange_id IS NULL THEN 'T' END]
        || CASE WHEN d.access_level = 'RESTRICTED' THEN ARRAY(SELECT 'R' || d.exchange_id || role FROM unnest(d.allowed_roles) role)
          ELSE '{}'::text[] END
      ELSE ARRAY['U' || d.user_id] END, NULL) $$`,
  `CREATE FUNCTION app_reader_keys() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT array_remove(ARRAY['ALL', 'U' || app_user_id(), 'B' || app_user_id(), CASE WHEN app_is_admin() THEN 'ADMIN' END,
        CASE WHEN app_can('project:read') THEN 'P' END, CASE WHEN app_can('template:read') THEN 'T' END], NULL)
      || ARRAY(SELECT key FROM access_grants g, LATERAL unnest(CASE g.subject_type
            WHEN 'Lead' THEN ARRAY['L' || g.subject_id]
            WHEN 'Project' THEN ARRAY[CASE g.role WHEN 'CLIENT' THEN 'C' ELSE 'P' END || g.subject_id]
            WHEN 'Exchange' THEN ARRAY['X' || g.subject_id, 'R' || g.subject_id || g.role]
          END) key
        WHERE g.principal_id IN (app_user_id(), app_contact_id(), app_client_id()) AND g.is_active) $$`,
];

/** Names of files are words with dots and lines between them. */
const apart = (text: string) => `translate(${text}, '._-/\\', '     ') || ' ' || ${text}`;
const vector = (weight: 'A' | 'B' | 'C', text: string) => `setweight(to_tsvector('plat_words', ${text}), '${weight}')`;
const TAGS = `coalesce((SELECT string_agg(tag, ' ' ORDER BY tag) FROM document_tags WHERE document_id = d.id), '')`;
const named = (column: string) => `coalesce(replace(lower(d.${column}::text), '_', ' '), '')`;

const WORDS = [
  `CREATE FUNCTION document_words(d documents) RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT ${vector('A', apart('d.title'))} || ${vector('B', apart(`coalesce(d.file_name, '')`))} || ${vector('B', TAGS)}
      || ${vector('C', [named('category'), named('document_type'), named('lead_document_type'), `coalesce(d.document_type_label, '')`].join(` || ' ' || `))}
      || ${vector('C', `coalesce(d.description, '')`)} $$`,
];

const COLUMNS = `title, file_name, category, document_type, lead_document_type, document_type_label, description, version_number, trashed_at,
  pin_protected, origin, user_id, lead_id, project_id, exchange_id, uploaded_by, access_level, allowed_roles, client_visible, is_template`;

/** As the tables' owner, whoever changes what: there is no way to change a document that leaves it found by what it was. */
const KEPT = [
  'DROP POLICY reckons ON documents', // of which this is more
  'CREATE POLICY search_keeper ON documents TO plat_documents_owner USING (true) WITH CHECK (true)',
  'CREATE POLICY search_keeper ON document_tags FOR SELECT TO plat_documents_owner USING (true)',
  'CREATE POLICY keeper ON document_search TO plat_documents_owner USING (true) WITH CHECK (true)',
  `CREATE FUNCTION refresh_document_search(changed uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      d documents;
      words tsvector;
      content tsvector;
    BEGIN
      -- One after another: else a new title and a new text, written at once, would each be kept without the other.
      SELECT * INTO STRICT d FROM documents WHERE id = changed FOR NO KEY UPDATE;
      IF d.trashed_at IS NOT NULL THEN
        DELETE FROM document_search WHERE document_id = changed;
        RETURN;
      END IF;
      words := document_words(d);
      IF NOT d.pin_protected THEN
        SELECT t.tsv INTO content FROM document_texts t WHERE t.document_id = changed AND t.version_number = d.version_number AND t.state = 'DONE';
      END IF;
      DELETE FROM document_search WHERE document_id = changed AND has_content <> (content IS NOT NULL);
      IF content IS NULL THEN
        INSERT INTO document_search AS s VALUES (changed, false, readers_of_document(d) || 'ADMIN'::text, words)
          ON CONFLICT ON CONSTRAINT document_search_pkey DO UPDATE SET readers = excluded.readers, tsv = excluded.tsv;
        RETURN;
      END IF;
      INSERT INTO document_search AS s
        VALUES (changed, true, readers_of_document(d) || CASE WHEN d.origin <> 'LEAD' THEN ARRAY['ADMIN'] ELSE '{}'::text[] END, words || content)
        ON CONFLICT ON CONSTRAINT document_search_pkey DO UPDATE SET readers = excluded.readers, tsv = excluded.tsv;
      IF d.origin = 'LEAD' THEN
        INSERT INTO document_search AS s VALUES (changed, false, ARRAY['ADMIN'], words)
          ON CONFLICT ON CONSTRAINT document_search_pkey DO UPDATE SET readers = excluded.readers, tsv = excluded.tsv;
      END IF;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION refresh_document_search(uuid) FROM PUBLIC',
  ...['search_changed_document', 'search_changed_text'].flatMap((name) => [
    `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      PERFORM refresh_document_search(NEW.${name === 'search_changed_text' ? 'document_id' : 'id'});
      RETURN NULL;
    END $$`,
    `REVOKE EXECUTE ON FUNCTION ${name}() FROM PUBLIC`,
  ]),
  // Tags that go with their document leave nothing to refresh.
  `CREATE FUNCTION search_changed_tags() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      changed uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.document_id ELSE NEW.document_id END;
    BEGIN
      IF EXISTS (SELECT FROM documents WHERE id = changed) THEN
        PERFORM refresh_document_search(changed);
      END IF;
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION search_changed_tags() FROM PUBLIC',
  `CREATE TRIGGER search_document_tag AFTER INSERT OR UPDATE OR DELETE ON document_tags
    FOR EACH ROW EXECUTE FUNCTION search_changed_tags()`,
  `CREATE TRIGGER search_document AFTER INSERT OR UPDATE OF ${COLUMNS} ON documents
    FOR EACH ROW EXECUTE FUNCTION search_changed_document()`,
  `CREATE TRIGGER search_document_text AFTER UPDATE OF state, content ON document_texts
    FOR EACH ROW WHEN (OLD.state = 'DONE' OR NEW.state = 'DONE') EXECUTE FUNCTION search_changed_text()`,
  'SELECT refresh_document_search(id) FROM documents',
];

const OWN_LEAD = `d.lead_id = ANY (ARRAY(SELECT subject_id FROM access_grants
  WHERE subject_type = 'Lead' AND principal_id = (SELECT app_user_id()) AND is_active AND role = 'OWNER'))`;

/** Without saying what is sought nobody sees a row; and whoever says it sees those of documents that they see. */
const SOUGHT = [
  `CREATE FUNCTION app_search() RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT websearch_to_tsquery('public.plat_words', nullif(current_setting('app.search', true), '')) $$`,
  'GRANT SELECT ON document_search TO plat_documents_app',
  `CREATE POLICY document_search_read ON document_search FOR SELECT TO plat_documents_app
    USING (tsv @@ (SELECT app_search()) AND readers && (SELECT app_reader_keys())
      AND EXISTS (SELECT FROM documents d WHERE d.id = document_id
        AND (NOT has_content OR (NOT d.pin_protected AND (d.origin <> 'LEAD' OR ${OWN_LEAD})))))`,
  // Words that are only left out would be all others: nothing is sought then, and nothing found.
  `CREATE FUNCTION document_matches(search text) RETURNS TABLE (document_id uuid, has_content boolean, rank real) LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      sought tsquery := websearch_to_tsquery('plat_words', search);
    BEGIN
      IF numnode(sought) = 0 OR querytree(sought) IN ('', 'T') THEN
        RETURN;
      END IF;
      PERFORM set_config('app.search', search, true);
      RETURN QUERY SELECT s.document_id, s.has_content, ts_rank(s.tsv, sought, 1) FROM document_search s WHERE s.tsv @@ sought;
      PERFORM set_config('app.search', '', true);
    END $$`,
];
