import { CONVENTION_COLUMNS_V1 } from '@plat/shared/database/convention-columns';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every file of every domain is one row; its origin says which columns it needs and who may see it. */
export class CreateDocuments1795132802000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const sql of [...TYPES, TABLE, ...INDEXES, ...GENERATED]) await db.query(sql);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE documents');
    await db.query(`DROP TYPE document_origin, document_category, document_type, lead_document_type, storage_provider, document_status,
      document_access_level`);
    await db.query(`DELETE FROM typeorm_metadata WHERE "table" = 'documents'`);
  }
}

const TYPES = [
  `CREATE TYPE document_origin AS ENUM ('PLATFORM', 'REAL_ESTATE', 'LEAD', 'PROJECT', 'EXCHANGE')`,
  `CREATE TYPE document_category AS ENUM ('PERSONAL', 'LEGAL', 'TAX', 'INSURANCE', 'BUSINESS', 'OTHER')`,
  `CREATE TYPE document_type AS ENUM ('INSPECTION', 'APPRAISAL', 'TITLE_SEARCH', 'SURVEY', 'PHOTO', 'COMP', 'OFFER', 'COUNTER_OFFER',
    'PURCHASE_AGREEMENT', 'ADDENDUM', 'CLOSING_STATEMENT', 'HUD1', 'DEED', 'CONTRACT', 'RECEIPT', 'OTHER')`,
  `CREATE TYPE lead_document_type AS ENUM ('ID', 'TAX_RETURN', 'BANK_STATEMENT', 'W9', 'DEATH_CERT', 'POA', 'OTHER')`,
  `CREATE TYPE storage_provider AS ENUM ('LOCAL', 'S3', 'GCP')`,
  `CREATE TYPE document_status AS ENUM ('ACTIVE', 'ARCHIVED')`,
  `CREATE TYPE document_access_level AS ENUM ('PUBLIC', 'EXCHANGE', 'RESTRICTED')`,
];

const TABLE = `CREATE TABLE documents (
    id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT documents_pkey PRIMARY KEY,
    origin document_origin NOT NULL,
    user_id uuid,
    connection_id uuid,
    property_id uuid,
    deal_id uuid,
    lead_id uuid,
    project_id uuid,
    inquiry_id uuid,
    exchange_id uuid,
    uploaded_by uuid,
    title varchar(255) NOT NULL,
    file_name varchar(255),
    category document_category,
    document_type document_type,
    lead_document_type lead_document_type,
    document_type_label varchar(255),
    description text,
    file_path text,
    file_url text,
    platform varchar(50),
    platform_path text,
    storage_provider storage_provider NOT NULL DEFAULT 'LOCAL',
    file_size bigint CONSTRAINT documents_file_size_check CHECK (file_size > 0),
    mime_type varchar(255),
    file_type varchar(50),
    version_number integer NOT NULL DEFAULT 1,
    metadata jsonb,
    status document_status NOT NULL DEFAULT 'ACTIVE',
    is_active boolean NOT NULL GENERATED ALWAYS AS (status = 'ACTIVE') STORED,
    is_template boolean NOT NULL DEFAULT false,
    template_variables jsonb,
    pin_protected boolean NOT NULL DEFAULT false,
    pin_hash varchar(255),
    access_level document_access_level NOT NULL DEFAULT 'EXCHANGE',
    allowed_roles text[],
    is_public boolean NOT NULL GENERATED ALWAYS AS (origin = 'EXCHANGE' AND access_level = 'PUBLIC') STORED,
    client_visible boolean NOT NULL DEFAULT false,
    download_count integer NOT NULL DEFAULT 0,
    last_accessed_at timestamptz,
    trashed_at timestamptz,
    ${CONVENTION_COLUMNS_V1},
    CONSTRAINT documents_file_check CHECK (file_path IS NOT NULL OR file_url IS NOT NULL),
    CONSTRAINT documents_pin_check CHECK (NOT pin_protected OR pin_hash IS NOT NULL),
    CONSTRAINT documents_platform_check CHECK (origin <> 'PLATFORM' OR (user_id IS NOT NULL AND platform IS NOT NULL)),
    CONSTRAINT documents_platform_path_check CHECK (origin <> 'PLATFORM' OR platform_path IS NOT NULL),
    CONSTRAINT documents_real_estate_check CHECK (origin <> 'REAL_ESTATE' OR (user_id IS NOT NULL AND document_type IS NOT NULL)),
    CONSTRAINT documents_lead_check CHECK (origin <> 'LEAD' OR (lead_id IS NOT NULL AND lead_document_type IS NOT NULL)),
    CONSTRAINT documents_lead_access_check CHECK (origin <> 'LEAD' OR access_level <> 'PUBLIC'),
    CONSTRAINT documents_exchange_file_check CHECK (origin <> 'EXCHANGE' OR (file_name IS NOT NULL AND file_type IS NOT NULL)),
    CONSTRAINT documents_exchange_check CHECK (origin <> 'EXCHANGE' OR is_template OR (exchange_id IS NOT NULL AND user_id IS NULL)),
    CONSTRAINT documents_project_check CHECK (origin <> 'PROJECT' OR num_nonnulls(project_id, inquiry_id) > 0)
  )`;

/**
 * Lists are read newest first; with the id behind it an index answers a page at any depth. Whoever lists all documents
 * asks for several kinds at once, and each kind has an index that finds it: PostgreSQL combines them. It counts on what
 * it knows of a column only if that cannot leak what row level security hides, which comparing enums could: hence
 * is_public, without which a few public documents would pass for a third of the table, and all of it would be read.
 */
const INDEXES = [
  'CREATE INDEX documents_created_at_idx ON documents (created_at DESC, id DESC)',
  'CREATE INDEX documents_user_id_created_at_idx ON documents (user_id, created_at DESC, id DESC)',
  'CREATE INDEX documents_user_id_document_type_idx ON documents (user_id, document_type)',
  'CREATE INDEX documents_property_id_idx ON documents (property_id)',
  'CREATE INDEX documents_property_id_created_at_idx ON documents (property_id, created_at DESC, id DESC) WHERE property_id IS NOT NULL',
  'CREATE INDEX documents_exchange_id_created_at_idx ON documents (exchange_id, created_at DESC, id DESC)',
  'CREATE INDEX documents_project_id_created_at_idx ON documents (project_id, created_at DESC, id DESC) WHERE project_id IS NOT NULL',
  'CREATE INDEX documents_connection_id_created_at_idx ON documents (connection_id, created_at DESC, id DESC) WHERE connection_id IS NOT NULL',
  'CREATE INDEX documents_inquiry_id_idx ON documents (inquiry_id) WHERE inquiry_id IS NOT NULL',
  'CREATE INDEX documents_public_idx ON documents (created_at DESC, id DESC) WHERE is_public',
  'CREATE INDEX documents_template_idx ON documents (created_at DESC, id DESC) WHERE is_template',
  'CREATE INDEX documents_deal_id_idx ON documents (deal_id)',
  'CREATE INDEX documents_lead_id_idx ON documents (lead_id)',
  'CREATE INDEX documents_uploaded_by_idx ON documents (uploaded_by)',
  'CREATE INDEX documents_document_type_idx ON documents (document_type)',
  'CREATE INDEX documents_lead_document_type_idx ON documents (lead_document_type)',
  'CREATE INDEX documents_metadata_idx ON documents USING gin (metadata)',
];

/** TypeORM keeps the expressions of generated columns in a table of its own, and compares entities with it. */
const EXPRESSIONS = { is_active: `status = 'ACTIVE'`, is_public: `origin = 'EXCHANGE' AND access_level = 'PUBLIC'` };

const GENERATED = [
  `CREATE TABLE IF NOT EXISTS typeorm_metadata (
    type varchar NOT NULL, database varchar, schema varchar, "table" varchar, name varchar, value text)`,
  ...Object.entries(EXPRESSIONS).map(
    ([column, expression]) => `INSERT INTO typeorm_metadata (type, database, schema, "table", name, value)
    VALUES ('GENERATED_COLUMN', current_database(), 'public', 'documents', '${column}', '${expression.replaceAll("'", "''")}')`,
  ),
];
