"""What is asked of whom for statistics."""

from directory.models import Researcher
from exchanges.applications.models import Application

OVER = ("withdrawn", "not-sent", "ended")


def is_offered(application: Application) -> bool:
    """Whether anything is asked: nothing of what has ended."""
    return application.status not in OVER


def asks_for_stage(application: Application) -> bool:
    """Whether their profile leaves the career stage open."""
    return not Researcher.objects.filter(profile=application.profile_id).exclude(career_stage="").exists()
