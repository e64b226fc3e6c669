"""Flask's own session cookies on demand: one JSON request a line in, one JSON answer a line out.

{"sign": data, "secrets": [...], "at": 1700000000} answers {"cookie": "..."}.
{"read": "...", "secrets": [...]} answers {"data": ...}, or {"error": "..."} where Flask would fail.

Data is JSON with $tuple, $bytes_hex, $uuid, $markup, $datetime, $int (beyond 2**53), $float (whole,
or none) and $dict (a list of pairs, where a key could be taken for one of these).
"""

import hashlib
import json
import sys
import uuid
from datetime import datetime, timedelta
from unittest import mock

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner
from markupsafe import Markup


def app_with(secrets, signing):
    app = Flask(__name__)
    app.secret_key, *fallbacks = secrets
    app.config["SECRET_KEY_FALLBACKS"] = fallbacks
    app.permanent_session_lifetime = timedelta(days=36500)
    interface = SecureCookieSessionInterface()
    for name, value in signing.items():
        is_digest = name == "digest_method"
        setattr(interface, name, staticmethod(getattr(hashlib, value)) if is_digest else value)
    app.session_interface = interface
    return app


def plain(value):
    if isinstance(value, tuple):
        return {"$tuple": [plain(item) for item in value]}
    if isinstance(value, bytes):
        return {"$bytes_hex": value.hex()}
    if isinstance(value, uuid.UUID):
        return {"$uuid": str(value)}
    if isinstance(value, Markup):
        return {"$markup": str(value)}
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else {"$int": str(value)}
    if isinstance(value, float):
        is_plain = value == value and abs(value) != float("inf") and not value.is_integer()
        return value if is_plain else {"$float": repr(value)}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if any(key.startswith("$") for key in value):
        return {"$dict": sorted([key, plain(item)] for key, item in value.items())}
    return {key: plain(item) for key, item in value.items()}


def full(value):
    if isinstance(value, list):
        return [full(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        [(key, inner)] = value.items()
        if key == "$tuple":
            return tuple(full(item) for item in inner)
        if key == "$bytes_hex":
            return bytes.fromhex(inner)
        if key == "$uuid":
            return uuid.UUID(inner)
        if key == "$markup":
            return Markup(inner)
        if key == "$datetime":
            return datetime.fromisoformat(inner)
        if key == "$int":
            return int(inner)
        if key == "$float":
            return float(inner)
        if key == "$dict":
            return {name: full(item) for name, item in inner}
    return {key: full(item) for key, item in value.items()}


def cookie_of(app, data, at):
    serializer = app.session_interface.get_signing_serializer(app)
    with mock.patch.object(TimestampSigner, "get_timestamp", lambda self: at):
        return serializer.dumps(data)


def answer(request):
    app = app_with(request["secrets"], request.get("signing", {}))
    at = request.get("at", 1_700_000_000)
    if "sign" in request:
        with app.app_context():
            return {"cookie": cookie_of(app, full(request["sign"]), at)}
    headers = {"Cookie": f"session={request['read']}"}
    with mock.patch.object(TimestampSigner, "get_timestamp", lambda self: at):
        with app.test_request_context(headers=headers):
            return {"data": plain(dict(session))}


for line in sys.stdin:
    try:
        told = answer(json.loads(line))
    except Exception as error:
        told = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(told), flush=True)
