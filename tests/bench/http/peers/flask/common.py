"""What both Flask peers share: who is acting, the CSRF token of a page, and how answers are written."""
import base64
import hashlib
import hmac
import json
import os
import time
import uuid
from datetime import datetime, timedelta, timezone

from flask import Flask, Response, request

COOKIE_KEY = bytes.fromhex(os.environ["COOKIE_KEY"])
CSRF_KEY = bytes.fromhex(os.environ["CSRF_KEY"])
DATABASE_URL = os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1)
IDLE = timedelta(days=14)


def make_app():
    return Flask(__name__, static_folder=None, template_folder=os.environ["TEMPLATES"])


def url_base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def session_hash():
    """Hash of the session that the signed cookie names; None when the signature is not ours."""
    value, _, signature = request.cookies.get("pa_session", "").rpartition(".")
    wanted = url_base64(hmac.digest(COOKIE_KEY, f"session={value}".encode(), "sha256"))
    return hashlib.sha256(value.encode()).digest() if hmac.compare_digest(wanted, signature) else None


def token_hash():
    return hashlib.sha256(request.headers.get("Authorization", "")[len("Bearer "):].encode()).digest()


def csrf_token(session_id):
    secret = hmac.digest(CSRF_KEY, f"session:{session_id}".encode(), "sha256")
    mask = os.urandom(32)
    return url_base64(mask + bytes(a ^ b for a, b in zip(secret, mask)))


def to_json(answer, status=200):
    text = json.dumps(answer, separators=(",", ":"), ensure_ascii=False)
    return Response(text, status, mimetype="application/json")


def now():
    return datetime.now(timezone.utc)


def instant(at):
    at = at.astimezone(timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def parse_instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def next_cursor(started_at, workout_id):
    return url_base64(json.dumps([instant(started_at), str(workout_id)], separators=(",", ":")).encode())


def new_id():
    """A version 7 UUID, as the product makes them."""
    bits = time.time_ns() // 1_000_000 << 80 | 7 << 76 | int.from_bytes(os.urandom(10), "big") & (1 << 76) - 1
    return str(uuid.UUID(int=bits & ~(3 << 62) | 2 << 62))
