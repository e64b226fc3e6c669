"""A Flask app with a login, a counter, a cart, messages and a session that holds every kind of value.

Prints the address it listens on and serves until it is ended. `SECRET_KEY` and
`SECRET_KEY_FALLBACKS` (separated by commas) come from the environment.
"""

import logging
import os
import uuid
from datetime import datetime, timezone

from flask import Flask, flash, get_flashed_messages, jsonify, request, session
from flask.sessions import SecureCookieSessionInterface
from markupsafe import Markup
from werkzeug.serving import make_server

logging.getLogger("werkzeug").disabled = True

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]
app.config["SECRET_KEY_FALLBACKS"] = [
    key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key
]


class OlderInterface(SecureCookieSessionInterface):
    """Flask before 3.1 knows no fallbacks; itsdangerous does, the newest key last."""

    def get_signing_serializer(self, app):
        serializer = super().get_signing_serializer(app)
        fallbacks = [key.encode() for key in app.config["SECRET_KEY_FALLBACKS"]]
        serializer.secret_keys = [*fallbacks, *serializer.secret_keys]
        return serializer


if "SECRET_KEY_FALLBACKS" not in Flask.default_config:
    app.session_interface = OlderInterface()

KINDS = {
    "tuple": (1, ("two", [3])),
    "bytes": b"\x00\xff",
    "uuid": uuid.UUID("cd613e30-d8f1-6adf-91b7-584a2265b1f5"),
    "markup": Markup("<b>hi</b>"),
    "datetime": datetime(2026, 11, 22, 18, 46, 3, tzinfo=timezone.utc),
    "huge": 2**70,
    "float": 1.0,
    "dict": {" t": [1]},
}


@app.post("/login")
def login():
    session["user_id"] = 123456
    session["username"] = request.form["username"]
    session["logged_in"] = True
    return ""


@app.post("/hold")
def hold():
    session.update(request.get_json())
    return ""


@app.post("/logout")
def logout():
    session.clear()
    return ""


@app.post("/forget-user")
def forget_user():
    session.pop("username")
    return ""


@app.get("/profile")
def profile():
    return f"Hello, {session['username']}!" if session.get("logged_in") else "Please log in"


@app.get("/visits")
def visits():
    session["visits"] = session.get("visits", 0) + 1
    return f"You have visited {session['visits']} times"


@app.post("/add-to-cart/<product_id>")
def add_to_cart(product_id):
    cart = session.setdefault("cart", {})
    cart[product_id] = cart.get(product_id, 0) + 1
    session.modified = True
    return ""


@app.post("/flash")
def flash_message():
    flash(request.form["text"], "error")
    return ""


@app.get("/messages")
def messages():
    return jsonify(get_flashed_messages(with_categories=True))


@app.post("/permanent")
def permanent():
    session.permanent = request.form["on"] == "1"
    return ""


@app.post("/kinds")
def put_kinds():
    session["kinds"] = KINDS
    return ""


@app.get("/kinds")
def have_kinds():
    kinds = session.get("kinds", {})
    types = {key: type(value) for key, value in KINDS.items()}
    return jsonify(kinds == KINDS and {key: type(kinds[key]) for key in kinds} == types)


@app.get("/session")
def session_page():
    return jsonify({**session, "permanent": session.permanent})


server = make_server("127.0.0.1", 0, app, threaded=True)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
