"""The example shop as a Flask app: the same routes, sentences and session keys.

Prints the address it listens on and serves until it is ended.
"""

import hashlib
import hmac
import secrets

from flask import Flask, abort, jsonify, redirect, request, session
from markupsafe import escape
from werkzeug.serving import make_server

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)

SALT = secrets.token_bytes(16)


def password_hash(password):
    return hashlib.scrypt(password.encode(), salt=SALT, n=2**14, r=8, p=1)


HASH = password_hash("open-sesame")


def user_id_of(username):
    digest = hashlib.sha256(username.encode()).digest()
    return 100_000 + int.from_bytes(digest[:4], "big") % 900_000


def local_next(text, fallback):
    is_local = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if is_local else fallback


def prefers_json():
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == (
        "application/json"
    )


def refuse_other_sites():
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        abort(403)


@app.get("/")
def home():
    count = sum(session.get("cart", {}).values())
    who = session.get("username") if session.get("logged_in") else None
    return f"You are {escape(who)}. {count}" if who else f"You are not logged in. {count}"


@app.get("/visits")
def visits():
    session["visits"] = session.get("visits", 0) + 1
    return f"You have visited {session['visits']} times"


@app.get("/profile")
def profile():
    if session.get("logged_in"):
        return f"Hello, {escape(session['username'])}!"
    return "Please log in"


@app.get("/login")
def login_page():
    return "Login page"


@app.post("/login")
def login():
    refuse_other_sites()
    username = request.form.get("username", "").strip()
    is_right = hmac.compare_digest(password_hash(request.form.get("password", "")), HASH)
    if not is_right or not 0 < len(username) <= 64:
        return "Login failed", 401
    session["user_id"] = user_id_of(username)
    session["username"] = username
    session["logged_in"] = True
    return redirect(local_next(request.form.get("next", ""), "/dashboard"))


@app.get("/dashboard")
def dashboard():
    if not session.get("logged_in"):
        return redirect("/login?next=/dashboard")
    return f"Welcome {escape(session['username'])}"


@app.route("/add-to-cart/<product_id>", methods=["GET", "POST"])
def add_to_cart(product_id):
    if request.method == "POST":
        refuse_other_sites()
    if not (product_id.isascii() and product_id.isdigit()) or product_id.startswith("0"):
        abort(404)
    cart = session.setdefault("cart", {})
    cart[product_id] = cart.get(product_id, 0) + 1
    session.modified = True
    if request.method == "POST" and "text/html" in request.headers.get("Accept", ""):
        return redirect("/cart", 303)
    return "Added to cart"


@app.get("/cart")
def cart():
    lines = session.get("cart", {})
    if prefers_json():
        return jsonify(lines)
    return "<br>".join(f"product {escape(id)} × {count}" for id, count in lines.items())


@app.route("/logout", methods=["GET", "POST"])
def logout():
    refuse_other_sites()
    session.clear()
    return redirect("/login")


@app.get("/session")
def session_page():
    return jsonify(dict(session))


server = make_server("127.0.0.1", 0, app, threaded=True)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
