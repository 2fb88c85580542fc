"""One process of Doccano's: ``init``, ``web`` or ``queue``. Runs in Doccano's environment.

Its own command would open the port to the whole network, and show the password to ``ps``.
"""

import json
import os
import signal
import sys
import threading
import time
from importlib.util import find_spec

UNREACHABLE = 3  # exit code of ``init``: no connection to the database; its last line says why
PATIENCE = 20  # seconds for work in hand when the one who started this process is gone


def init():
    """Bring the database to this version and set the administrator's password, both read from stdin."""
    import django

    django.setup()
    from config.celery import app
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import OperationalError, connection

    given = json.load(sys.stdin)
    try:
        connection.ensure_connection()
    except OperationalError as error:
        print(" ".join(str(error).split()))
        sys.exit(UNREACHABLE)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("create_roles")
    # else web server and queue make it both at once, and one fails
    with app.connection_for_write() as broker:
        app.amqp.queues["celery"](broker.default_channel).declare()
    users = get_user_model().objects
    user = users.filter(username=given["username"]).first()
    if user is None:
        users.create_superuser(given["username"], "admin@example.com", given["password"])
    elif not user.check_password(given["password"]):
        user.set_password(given["password"])
        user.save()


def web(listening):
    """Serve the page and the API on the socket that is already *listening* (a file descriptor)."""
    from gunicorn.app.wsgiapp import run

    sys.argv = ["gunicorn", "--bind", f"fd://{listening}", "--preload", "--workers", "2", "--threads", "4"]
    sys.argv += ["--graceful-timeout", "5", "--log-level", "info", "--capture-output", "config.wsgi"]
    run()


def queue():
    """Work off imports and exports."""
    import django

    django.setup()
    from config.celery import app
    from kombu.transport.sqlalchemy import Transport

    Transport.polling_interval = 0.2  # seconds between looks for work; people wait for it
    app.worker_main(["worker", "--loglevel=info", "--concurrency=1", "--without-gossip", "--without-mingle"])


def end_with_parent():
    """End this process and its children when whoever started it is gone, however that happened."""
    os.read(0, 1)  # standard input is a pipe in which nothing is ever written; its end closes with the parent
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    sys.path.append(os.path.dirname(find_spec("backend").origin))
    name, *rest = sys.argv[1:]
    if name != "init":
        threading.Thread(target=end_with_parent, daemon=True).start()
    {"init": init, "web": web, "queue": queue}[name](*rest)
