"""How documents and events look in a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from freightwire_client import Event
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from freightctl.progress import Document, Outcome

SURE = 0.9
DOUBTFUL = 0.7
SUMMARY_LENGTH = 100
SAID_ELSEWHERE = frozenset({"timestamp", "orderId", "documentId"})
"""In the time and the key, or of no use to a person who reads along."""
SEVERITY_STYLES = {"error": "red", "warning": "yellow", "info": "cyan"}
OUTCOME_STYLES = {Outcome.READ: "green", Outcome.FAILED: "red", Outcome.REFUSED: "red"}


def confidence(value: float | None) -> Text:
    """A confidence, 0 to 1, coloured by how far it can be relied on."""
    if value is None:
        return Text("")
    style = "green" if value >= SURE else "yellow" if value >= DOUBTFUL else "red"
    return Text(f"{value:.2f}", style=style)


def plain(value: Any) -> str:
    """A field's value as a person reads it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def timeline(document: Document) -> Text:
    """The stages that a document went through, with the seconds since the first."""
    text = Text()
    for step in document.steps:
        if text:
            text.append(" → ", style="dim")
        seconds = (step.at - document.steps[0].at).total_seconds()
        text.append(step.stage)
        text.append(f" {seconds:.2f} s", style="dim")
    return text


def fields_table(fields: Sequence[Mapping[str, Any]]) -> Table:
    """What was read, and how sure the reader is of it."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("field", style="cyan", no_wrap=True)
    table.add_column("value", overflow="fold")
    table.add_column("confidence", justify="right")
    for field in sorted(fields, key=lambda one: str(one["path"])):
        table.add_row(str(field["path"]), Text(plain(field["value"])), confidence(field.get("confidence")))
    return table


def issue_line(issue: Mapping[str, Any]) -> Text:
    """An issue in one line."""
    severity = str(issue["severity"])
    text = Text(f"{severity} ", style=SEVERITY_STYLES.get(severity, ""))
    text.append(str(issue["code"]), style="bold")
    if issue.get("field"):
        text.append(f" {issue['field']}", style="cyan")
    text.append(f": {issue['message']['en']}")
    return text


def document_tree(document: Document) -> Tree:
    """A document with its stages, fields and issues."""
    title = Text(document.file_name, style="bold")
    if document.outcome is not None:
        title.append(f"  {document.outcome.value}", style=OUTCOME_STYLES[document.outcome])
    if document.kind:
        title.append(f"  {document.kind}")
    if document.confidence is not None:
        title.append("  confidence ")
        title.append_text(confidence(document.confidence))
    tree = Tree(title)
    if document.order_id:
        tree.add(Text(f"order {document.order_id}  document {document.document_id}", style="dim"))
    if document.steps:
        tree.add(timeline(document))
    if document.error:
        tree.add(Text(f"{document.error}: {document.error_message or ''}", style="red"))
    if document.fields:
        tree.add(fields_table(document.fields))
    for issue in document.issues:
        tree.add(issue_line(issue))
    return tree


def documents(shown: Sequence[Document]) -> RenderableType:
    """Several documents."""
    return Group(*(document_tree(document) for document in shown))


def event_line(event: Event) -> Text:
    """An event in one line: time, name, key, what it says."""
    at = event.time.astimezone()
    text = Text()
    text.append(f"{at:%H:%M:%S}.{at.microsecond // 1000:03d} ", style="dim")
    text.append(f"{event.type:<26}", style="bold")
    text.append(f" {event.key}", style="cyan")
    if event.version is not None:
        text.append(f" v{event.version}", style="dim")
    said = {name: value for name, value in event.data.items() if name not in SAID_ELSEWHERE}
    summary = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    text.append(f" {summary if len(summary) <= SUMMARY_LENGTH else summary[:SUMMARY_LENGTH] + '…'}")
    return text
