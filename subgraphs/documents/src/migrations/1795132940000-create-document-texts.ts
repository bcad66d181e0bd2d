import { protect } from '@plat/shared/database/identity-functions';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The text of each version of a document, which a job reads out of the file. Whoever adds a version leaves its row behind,
 * so that none is forgotten; what is in it, only the system writes.
 */
export class CreateDocumentTexts1795132940000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...LANGUAGE, ...TABLE, ...protect('documents', 'document_texts'), ...VECTOR, ...BEGUN, ...RIGHTS])
      await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER begin_document_text ON document_versions');
    await db.query('DROP FUNCTION begin_document_text()');
    await db.query('DROP TABLE document_texts');
    await db.query('DROP FUNCTION vector_document_text()');
    await db.query('DROP TYPE document_text_state');
    await db.query('DROP TEXT SEARCH CONFIGURATION plat_words');
    await db.query('DROP TEXT SEARCH DICTIONARY plat_stems');
  }
}

/** English words by their stems, and all of them: PostgreSQL's own leaves out `will`, which is a document. */
const LANGUAGE = [
  `CREATE TEXT SEARCH DICTIONARY plat_stems (TEMPLATE = snowball, LANGUAGE = english)`,
  'CREATE TEXT SEARCH CONFIGURATION plat_words (COPY = pg_catalog.english)',
  'ALTER TEXT SEARCH CONFIGURATION plat_words ALTER MAPPING REPLACE english_stem WITH plat_stems',
];

const TABLE = [
  `CREATE TYPE document_text_state AS ENUM ('PENDING', 'DONE', 'EMPTY', 'FAILED', 'SKIPPED')`,
  `CREATE TABLE document_texts (
    version_id uuid NOT NULL CONSTRAINT document_texts_pkey PRIMARY KEY
      CONSTRAINT document_texts_version_id_fkey REFERENCES document_versions ON DELETE CASCADE,
    document_id uuid NOT NULL CONSTRAINT document_texts_document_id_fkey REFERENCES documents ON DELETE CASCADE,
    version_number integer NOT NULL,
    state document_text_state NOT NULL DEFAULT 'PENDING',
    reason varchar(50),
    content text,
    tsv tsvector,
    is_cut boolean NOT NULL DEFAULT false,
    attempts integer NOT NULL DEFAULT 0,
    leased_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT document_texts_document_id_version_number_key UNIQUE (document_id, version_number),
    CONSTRAINT document_texts_content_check CHECK ((state = 'DONE') = (content IS NOT NULL)),
    CONSTRAINT document_texts_reason_check CHECK ((state IN ('FAILED', 'SKIPPED')) = (reason IS NOT NULL))
  )`,
  `CREATE INDEX document_texts_pending_idx ON document_texts (created_at) WHERE state = 'PENDING'`,
];

/** A vector holds a megabyte at most, and how much text that is depends on the text. */
const VECTOR = [
  `CREATE FUNCTION vector_document_text() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      characters integer := length(NEW.content);
    BEGIN
      LOOP
        BEGIN
          NEW.tsv := setweight(to_tsvector('plat_words', left(NEW.content, characters)), 'D');
          EXIT WHEN NEW.content IS NULL OR pg_column_size(NEW.tsv) < 900000;
        EXCEPTION WHEN program_limit_exceeded THEN
          NULL;
        END;
        characters := characters / 2;
        NEW.is_cut := true;
      END LOOP;
      RETURN NEW;
    END $$`,
  `CREATE TRIGGER vector_document_text BEFORE INSERT OR UPDATE OF content ON document_texts
    FOR EACH ROW EXECUTE FUNCTION vector_document_text()`,
];

/** As the tables' owner: a request adds versions, and may not say what their text is. */
const BEGUN = [
  'CREATE POLICY keeper ON document_texts TO plat_documents_owner USING (true) WITH CHECK (true)',
  `CREATE FUNCTION begin_document_text() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      INSERT INTO document_texts (version_id, document_id, version_number) VALUES (NEW.id, NEW.document_id, NEW.version_number);
      RETURN NULL;
    END $$`,
  'REVOKE EXECUTE ON FUNCTION begin_document_text() FROM PUBLIC',
  'CREATE TRIGGER begin_document_text AFTER INSERT ON document_versions FOR EACH ROW EXECUTE FUNCTION begin_document_text()',
  'INSERT INTO document_texts (version_id, document_id, version_number) SELECT id, document_id, version_number FROM document_versions',
];

/** Text is content: of what asks for a PIN nobody reads it here, and of a lead's paper nobody but the lead's owner. */
const RIGHTS = [
  'GRANT SELECT (version_id, document_id, version_number, state, content) ON document_texts TO plat_documents_app',
  `CREATE POLICY document_texts_read ON document_texts FOR SELECT TO plat_documents_app
    USING (EXISTS (SELECT FROM documents d WHERE d.id = document_id AND NOT d.pin_protected
      AND (d.origin <> 'LEAD' OR d.lead_id = ANY (ARRAY(SELECT subject_id FROM access_grants
        WHERE subject_type = 'Lead' AND principal_id = (SELECT app_user_id()) AND is_active AND role = 'OWNER')))))`,
];
