"""A table as it is after years: many orders of several organisations, made by the database itself."""

from __future__ import annotations

import asyncpg

OTHERS = 4
"""Other organisations, with a tenth of the orders between them."""

_ORDERS = """
INSERT INTO orders (id, org, number, status, version, data, sources, overlays, acknowledged, assignee, reference,
    search, customer, customer_vat_id, loading_on, unloading_on, created_by, created_at, updated_at)
SELECT format('0190%s-%s-7%s-8%s-%s', lpad(to_hex(n / 65536), 4, '0'), lpad(to_hex(n % 65536), 4, '0'),
        lpad(to_hex(n % 4096), 3, '0'), lpad(to_hex(n % 4095), 3, '0'), lpad(to_hex(n), 12, '0')),
    CASE WHEN n % 10 < 9 THEN $2 ELSE 'other' || (n / 10 % $3) END,
    'FW-' || (2020 + n % 6) || '-' || lpad(n::text, 7, '0'),
    (ARRAY['closed','closed','closed','closed','closed','invoiced','delivered','in_progress','confirmed','draft'])
        [1 + n % 10],
    3 + n % 20,
    jsonb_build_object('reference', 'CT/' || n, 'instructions', 'Call before arrival.',
        'client', jsonb_build_object('name', firm, 'vatId', 'RO' || (10000000 + n % 5000)),
        'carrier', jsonb_build_object('name', 'Cargo ' || (n % 900)),
        'sale', jsonb_build_object('amount', 900 + n % 700, 'currency', 'EUR'),
        'purchase', jsonb_build_object('amount', 800 + n % 600, 'currency', 'EUR'),
        'vehicle', jsonb_build_object('truckPlate', plate, 'driver', 'Ion Popescu'),
        'stops', jsonb_build_array(
            jsonb_build_object('id', 'a', 'kind', 'loading', 'city', city, 'country', 'RO', 'date', '2026-11-24'),
            jsonb_build_object('id', 'b', 'kind', 'unloading', 'city', 'Wien', 'country', 'AT', 'date', '2026-11-26')),
        'goods', '[]'::jsonb, 'totals', '{"grossKg": 22000}'::jsonb, 'temperature', '{}'::jsonb),
    '{"reference": {"source": "person", "by": "ana", "confidence": 1}}', '{}', '[]',
    'user' || n % 50, 'CT/' || n,
    E'\\n' || lower(concat_ws(E'\\n', 'fw-' || (2020 + n % 6) || '-' || lpad(n::text, 7, '0'), 'ct/' || n, firm,
        'cargo ' || (n % 900), plate, city, 'wien')),
    lower(firm), 'RO' || (10000000 + n % 5000), date '2020-01-01' + (n / 500)::int, date '2020-01-03' + (n / 500)::int,
    'ana', timestamptz '2020-01-01' + n * interval '3 minutes', timestamptz '2020-01-01' + n * interval '3 minutes'
FROM (SELECT n, 'Firma ' || (ARRAY['Iveria','Agromec','Dunarea','Carpat','Prahova','Bistrita'])[1 + n % 6] || ' '
            || (n % 5000) AS firm,
        (ARRAY['Cluj-Napoca','Iasi','Timisoara','Constanta','Brasov','Oradea','Arad'])[1 + n % 7] AS city,
        (ARRAY['CJ','B','TM','IS','CT'])[1 + n % 5] || lpad((n % 100)::text, 2, '0') || chr(65 + (n / 100 % 26)::int)
            || chr(65 + (n / 2600 % 26)::int) || chr(65 + (n / 67600 % 26)::int) AS plate
      FROM generate_series(1, $1::bigint) AS n) AS made
"""
_HISTORY = """
INSERT INTO order_history (order_id, version, org, event_id, type, actor, at, payload)
SELECT id, version, org, id, 'order:updated', 'ana', updated_at, '{"changes": {"instructions": "Call."}}' FROM orders
"""
_LOG = """
WITH given AS (
    INSERT INTO outbox (id, aggregate, routing_key, headers, data, created_at, position, published_at)
    SELECT gen_random_uuid(), org || '.order.' || id, org || '.order.' || id || '.updated',
        jsonb_build_object('cloudEvents_specversion', '1.0', 'cloudEvents_id', gen_random_uuid(),
            'cloudEvents_type', 'order:updated', 'cloudEvents_source', 'orders', 'cloudEvents_org', org,
            'cloudEvents_time', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'),
            'cloudEvents_version', version),
        '{"orderId": "x", "changes": {}, "timestamp": "2026-11-25T00:00:00Z"}',
        now(), (SELECT last_position FROM event_log) + row_number() OVER (), now()
    FROM orders LIMIT $1 RETURNING 1)
UPDATE event_log SET last_position = last_position + (SELECT count(*) FROM given)
"""


async def seed(database_url: str, *, org: str, orders: int, events: int) -> None:
    """Fill an empty, migrated database with ``orders`` orders and a log of ``events`` published events."""
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    try:
        await connection.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
        # Indexes are made afterwards: row by row they would take several times as long.
        indexes = await connection.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'orders' AND indexname LIKE 'ix_%'"
        )
        for index in indexes:
            await connection.execute(f"DROP INDEX {index['indexname']}")
        await connection.execute(_ORDERS, orders, org, OTHERS, timeout=600)
        for index in indexes:
            await connection.execute(index["indexdef"], timeout=600)
        await connection.execute(_HISTORY, timeout=600)
        await connection.execute(_LOG, events, timeout=600)
        await connection.execute("VACUUM ANALYZE", timeout=600)
        # What was filled in just now is not written to disk beside what is measured.
        await connection.execute("CHECKPOINT", timeout=600)
    finally:
        await connection.close()
