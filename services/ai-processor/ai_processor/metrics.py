"""What the AI processor measures."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

CONFIDENCE_BUCKETS = (0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.975, 1.0)

documents = Counter(
    "freightwire_ai_documents_total", "Documents read, by result: a kind, or a failure's code", ["result"]
)
stage_seconds = Histogram(
    "freightwire_ai_stage_seconds",
    "Time that each stage of reading took",
    ["stage"],
    buckets=(0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10, 30, 60, 180),
)
document_confidence = Histogram(
    "freightwire_ai_document_confidence", "Confidence of documents as a whole", ["kind"], buckets=CONFIDENCE_BUCKETS
)
field_confidence = Histogram(
    "freightwire_ai_field_confidence", "Confidence of single fields", ["kind"], buckets=CONFIDENCE_BUCKETS
)
issues = Counter("freightwire_ai_issues_total", "Issues reported, by code", ["code"])
pool_restarts = Counter("freightwire_ai_pool_restarts_total", "Reading processes replaced, and why", ["reason"])
pool_busy = Gauge("freightwire_ai_pool_busy", "Reading processes at work")
pool_waiting = Gauge("freightwire_ai_pool_waiting", "Documents that wait for a reading process")
ocr_languages = Gauge(
    "freightwire_ai_ocr_languages",
    "Whether the data to recognise a language are there",
    ["language"],
)
progress_dropped = Counter(
    "freightwire_ai_progress_dropped_total",
    "Progress events not sent: superseded, or the broker did not take them",
    ["reason"],
)
parts = Counter(
    "freightwire_ai_parts_total", "Attachments of e-mails that became documents of their own, by media type", ["type"]
)
model_requests = Counter(
    "freightwire_ai_model_requests_total", "Documents that a language model was asked about, by outcome", ["outcome"]
)
model_seconds = Histogram(
    "freightwire_ai_model_seconds", "Time until the model's answer", buckets=(0.3, 1, 2, 5, 10, 20, 30, 60, 120)
)
model_tokens = Counter("freightwire_ai_model_tokens_total", "Tokens sent and received", ["direction"])
model_cost = Counter("freightwire_ai_model_cost_usd_total", "Cost of the answers in US dollars, where it is known")
model_fields = Counter(
    "freightwire_ai_model_fields_total", "Fields that the model named, by what became of them", ["outcome"]
)
