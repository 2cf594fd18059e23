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


def day_text(day, today):
    """"Tue 3 Mar", with the year when it is not that of today."""
    return f"{day:%a} {day.day} {day:%b}" + ("" if day.year == today.year else f" {day.year}")


def weight_text(kg):
    return f"{kg:,.2f}".rstrip("0").rstrip(".") + " kg"


def days_ago(day, today):
    days = (today - day).days
    return ("today", "yesterday")[days] if days < 2 else f"{days} days ago"


def week_start(day, first):
    """`first` is 0 for Sunday to 6 for Saturday."""
    return day - timedelta(days=(day.isoweekday() - first) % 7)


def workout_line(workout, today):
    """What a list says of one: `workout` has id, title, date, sets, volume_kg, started_at, ended_at."""
    minutes = round((workout["ended_at"] - workout["started_at"]).total_seconds() / 60)
    notes = [day_text(workout["date"], today), f"{workout['sets']} sets", f"{workout['volume_kg']:,.0f} kg",
             f"{minutes} min"]
    return {"id": workout["id"], "title": workout["title"], "note": " · ".join(notes)}


def weight_view(kg, on, before_kg, today):
    change = kg - before_kg
    return {"text": weight_text(kg), "value": f"{kg:.1f}".rstrip("0").rstrip("."), "since": days_ago(on, today),
            "change": ("−" if change < 0 else "+") + weight_text(abs(change))}


def new_id():
    """A version 7 UUID, as the product makes them."""
    bits = time.time_ns() // 1_000_000 << 80 | 7 << 76 | int.from_bytes(os.urandom(10), "big") & (1 << 76) - 1
    return str(uuid.UUID(int=bits & ~(3 << 62) | 2 << 62))
