"""Jobs: watch and cancel."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from linkspan.kernel.jobs import cancel_job as stop_job
from linkspan.kernel.jobs import find_job

router = Router(tags=["jobs"])


@router.get("/jobs/{job_id}")
def read_job(request: HttpRequest, job_id: int) -> dict[str, Any]:
    """State and progress of a job of the caller."""
    return find_job(request.actor, job_id).as_dict()  # type: ignore[attr-defined]


@router.post("/jobs/{job_id}/cancel")
def cancel_job(request: HttpRequest, job_id: int) -> dict[str, Any]:
    """Ask a job to stop; it ends at its next check."""
    return stop_job(request.actor, job_id).as_dict()  # type: ignore[attr-defined]
