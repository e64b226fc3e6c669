"""A Django app whose sessions live in signed cookies. Works with Django 3.2 and later.

Takes its settings as JSON in its one argument: SECRET_KEY and, where Django knows it,
SECRET_KEY_FALLBACKS; and as its second one, where it is given, the time at which its clock stands, in
Unix seconds. Prints the address it listens on and serves until it is ended.
"""

import json
import sys
import time
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

if len(sys.argv) > 2:
    time.time = lambda: float(sys.argv[2])

settings.configure(
    **json.loads(sys.argv[1]),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    SESSION_SERIALIZER="django.contrib.sessions.serializers.JSONSerializer",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()

from django.contrib.auth import get_user_model, login  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402


def session(request):
    """GET: what the session holds. POST: puts the values of a JSON body into it."""
    if request.method == "POST":
        values = json.loads(request.body)
        expiry = values.pop("expiry", None)
        if expiry is not None:
            request.session.set_expiry(expiry)
        request.session.update(values)
        request.session.modified = True
    return JsonResponse(dict(request.session))


def log_in(request):
    """Logs a user in, made at the first time, and gives the password as Django keeps it."""
    user, made = get_user_model().objects.get_or_create(username="ada")
    if made:
        user.set_password("open-sesame")
        user.save()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return JsonResponse({"id": user.pk, "password": user.password})


urlpatterns = [path("session", session), path("login", log_in)]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


call_command("migrate", verbosity=0)
server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
