/** Who takes part ($1) and how much is said ($2), as JSON. */
const GIVEN = `WITH people AS (SELECT * FROM jsonb_to_recordset($1) AS of (exchange_id uuid, place int, role text, contact_id uuid, permissions text[])),
  loaded AS (SELECT * FROM jsonb_to_recordset($2) AS of (id uuid, n int, messages int, participants int))`;

/** Set-based, in the order in which rows need one another. */
export const EXCHANGES = {
  /** @param $1 the clients @param $2 the coordinators, one for each exchange @returns ids in that order */
  opened: `WITH planned AS (SELECT gen_random_uuid() AS id, n, client, coordinator, current_date - (n % 170)::int AS day
      FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS of (client, coordinator, n)),
    made AS (INSERT INTO exchanges (id, exchange_number, name, client_id, coordinator_id, workflow_stage, transfer_date,
        identification_deadline, exchange_deadline, relinquished_value, created_at)
      SELECT id, 'M-' || id, 'Exchange ' || n, client, coordinator, CASE WHEN day > current_date - 46 THEN 'IDENTIFICATION' ELSE 'REPLACEMENT' END,
        day, day + 45, day + 180, 400000 + n, now() - make_interval(days => (n % 170)::int) FROM planned)
    SELECT id FROM planned ORDER BY n`,
  participants: `${GIVEN} INSERT INTO exchange_participants (exchange_id, contact_id, role, permissions, assigned_at)
    SELECT exchange_id, contact_id, role::participant_role, permissions::participant_permission[], now() - make_interval(mins => 100 - place)
    FROM people JOIN loaded ON loaded.id = exchange_id`,
  /** Everybody in turn, and the platform now and then. */
  messages: `${GIVEN} INSERT INTO messages (exchange_id, sender_id, content, message_type, is_system_message, created_at, updated_at)
    SELECT said.id, people.contact_id, repeat('What is said about it. ', 1 + said.i % 6), CASE WHEN people.place IS NULL THEN 'SYSTEM' ELSE 'TEXT' END::message_type,
      people.place IS NULL, said.at, said.at
    FROM (SELECT loaded.*, i, now() - make_interval(mins => 30 * (messages - i)) AS at FROM loaded, generate_series(1, messages) i) said
      LEFT JOIN people ON people.exchange_id = said.id AND people.place = said.i % said.participants AND said.i % 20 <> 0
    ORDER BY said.n, said.i`,
  /** Coordinators have read all but the last few. */
  markers: `${GIVEN} INSERT INTO message_read_markers (exchange_id, contact_id, read_seq, delivered_seq)
    SELECT people.exchange_id, contact_id, greatest(0, messages - 3 - n % 5), messages FROM people JOIN loaded ON loaded.id = exchange_id
    WHERE place = 0`,
  tasks: `${GIVEN} INSERT INTO tasks (exchange_id, assigned_to, created_by, title, status, priority, due_date, completed_at)
    SELECT loaded.id, assigned.contact_id, maker.contact_id, 'Task ' || i,
      (ARRAY['COMPLETE', 'PENDING', 'COMPLETE', 'IN_PROGRESS'])[1 + i % 4]::exchange_task_status, 'MEDIUM',
      now() + make_interval(days => (i * 5 - 12 + n % 9)::int), CASE WHEN i % 2 = 0 THEN now() END
    FROM loaded CROSS JOIN generate_series(1, 8) i JOIN people assigned ON assigned.exchange_id = loaded.id AND assigned.place = i % participants
      JOIN people maker ON maker.exchange_id = loaded.id AND maker.place = 0`,
  properties: `${GIVEN} INSERT INTO exchange_properties (exchange_id, role, description, transferred_on, identified_at)
    SELECT loaded.id, CASE i WHEN 0 THEN 'RELINQUISHED' ELSE 'IDENTIFIED' END::exchange_property_role, n || ' Main St, Unit ' || i,
      CASE i WHEN 0 THEN transfer_date END, CASE WHEN i > 0 THEN now() END
    FROM loaded JOIN exchanges ON exchanges.id = loaded.id CROSS JOIN generate_series(0, 2) i WHERE i <= n % 3`,
  deadlines: `${GIVEN} INSERT INTO exchange_deadlines (exchange_id, kind, computed_on, effective_on, rule, source, inputs, effective_since)
    SELECT loaded.id, kind, falls_on, falls_on, 'Counted from the transfer.', '26 CFR 1.1031(k)-1(b)(2)', '{}', now()
    FROM loaded JOIN exchanges ON exchanges.id = loaded.id,
      LATERAL (VALUES ('IDENTIFICATION', identification_deadline), ('EXCHANGE', exchange_deadline)) AS known (kind, falls_on)`,
} as const;

/** What documents has been told of them. @param $1 who takes part */
export const GRANTS = `INSERT INTO access_grants (subject_type, subject_id, principal_id, role, permissions)
  SELECT 'Exchange', exchange_id, contact_id, role, permissions
  FROM jsonb_to_recordset($1) AS of (exchange_id uuid, role text, contact_id uuid, permissions text[])`;

/** Six papers in each exchange, one of them for its coordinators alone. @param $1 the exchanges @param $2 who added them */
export const DOCUMENTS = `INSERT INTO documents (origin, exchange_id, uploaded_by, title, file_name, file_type, file_url, file_size, access_level, allowed_roles, created_at)
  SELECT 'EXCHANGE', exchange, $2::uuid, 'Paper ' || i, 'paper-' || i || '.pdf', 'pdf', 'https://files.example.com/' || i || '.pdf', 1000 * i,
    CASE i WHEN 6 THEN 'RESTRICTED' ELSE 'EXCHANGE' END::document_access_level, CASE i WHEN 6 THEN ARRAY['COORDINATOR'] END, now() - make_interval(hours => i)
  FROM unnest($1::uuid[]) AS exchange CROSS JOIN generate_series(1, 6) i`;
