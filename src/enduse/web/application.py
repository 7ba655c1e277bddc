"""The web application: one examination, its pages and its JSON."""

from __future__ import annotations

import threading
from dataclasses import asdict
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse

from enduse import ask, report
from enduse.errors import EnduseError
from enduse.pipeline import Examination

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'"
"""Nothing is loaded from anywhere: the pages work without a network."""


def application(examination: Examination) -> FastAPI:
    """The application over one examination; it holds no logic, it calls the verbs.

    Pages: `/` the report. JSON: `/examine`, `/show/SUBJECT`, `/ask`, `/ask/QUESTION?NAME=VALUE`.
    """
    app = FastAPI(title="enduse", docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    one_at_a_time = threading.Lock()  # an engine's connection serves one query at a time

    def worded(_request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"error": str(error)}, status_code=422)

    async def guarded(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def page() -> str:
        with one_at_a_time:
            return report.render(examination.view, title=examination.title)

    def summary() -> dict[str, Any]:
        with one_at_a_time:
            return examination.summary()

    def show(subject: str) -> dict[str, Any]:
        with one_at_a_time:
            return examination.subject(subject).json()

    def questions() -> list[dict[str, Any]]:
        return [{name: value for name, value in asdict(one).items() if name != "sql"} for one in ask.questions()]

    def answer(question: str, request: Request) -> list[dict[str, Any]]:
        with one_at_a_time:
            rows: list[dict[str, Any]] = ask.answer(examination.view, question, dict(request.query_params)).to_pylist()
            return rows

    app.add_exception_handler(EnduseError, worded)
    app.middleware("http")(guarded)
    app.add_api_route("/", page, response_class=HTMLResponse)
    app.add_api_route("/examine", summary)
    app.add_api_route("/show/{subject}", show)
    app.add_api_route("/ask", questions)
    app.add_api_route("/ask/{question}", answer)
    return app
