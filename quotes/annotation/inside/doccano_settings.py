"""Doccano's settings, closed to all but this machine. Runs in Doccano's environment."""

import os

from config.settings.production import *  # noqa: F403
from config.settings.production import DATABASES, MIDDLEWARE
from django.http import HttpResponseForbidden

HOME = os.environ["DOCCANO_HOME"]

# a page elsewhere that gives its own name our address reaches nothing
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
# else in its site-packages, shared by every server on the machine
DJANGO_DRF_FILEPOND_UPLOAD_TMP = os.path.join(HOME, "uploads")
DJANGO_DRF_FILEPOND_ALLOW_EXTERNAL_UPLOAD_DIR = True
# media/ holds what was imported and exported, and Doccano asks nobody who he is there
MIDDLEWARE = [*MIDDLEWARE, "doccano_settings.media_after_login"]

# people write while an import does: wait for one another; and say soon that a server isn't there
_patience = {"timeout": 30} if DATABASES["default"]["ENGINE"].endswith("sqlite3") else {"connect_timeout": 5}
DATABASES["default"]["OPTIONS"] = _patience | DATABASES["default"].get("OPTIONS", {})
CELERY_BROKER_TRANSPORT_OPTIONS = {"connect_args": _patience}


def media_after_login(get_response):
    """Middleware: refuse files to those who have not logged in."""

    def respond(request):
        if request.path_info.startswith("/media/") and not request.user.is_authenticated:
            return HttpResponseForbidden()
        return get_response(request)

    return respond
