/** The convention columns of an updatable table, for migrations; frozen like every text that a migration embeds. */
export const CONVENTION_COLUMNS_V1 = `version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()`;
