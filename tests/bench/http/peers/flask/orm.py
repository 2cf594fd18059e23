"""Flask with Flask-SQLAlchemy and Flask-Login: the usual Flask application, without anything left out or tuned."""
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import abort, render_template, request
from flask_login import LoginManager, UserMixin, current_user, login_required
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, or_
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, UUID
from sqlalchemy.orm import contains_eager, joinedload

import common
from common import instant, to_json

app = common.make_app()
app.secret_key = common.CSRF_KEY
app.config.update(SQLALCHEMY_DATABASE_URI=common.DATABASE_URL)
db = SQLAlchemy(app)
login_manager = LoginManager(app)


class User(UserMixin, db.Model):
    __tablename__ = "users"
    id = db.Column(UUID, primary_key=True)
    household_id = db.Column(UUID)
    email = db.Column(db.Text)
    name = db.Column(db.Text)
    role = db.Column(db.Text)
    weight_unit = db.Column(db.Text)
    distance_unit = db.Column(db.Text)
    time_zone = db.Column(db.Text)
    week_start = db.Column(db.SmallInteger)
    language = db.Column(db.Text)
    theme = db.Column(db.Text)
    disabled_at = db.Column(db.DateTime(timezone=True))


class Session(db.Model):
    __tablename__ = "sessions"
    id = db.Column(UUID, primary_key=True)
    token_hash = db.Column(BYTEA)
    user_id = db.Column(db.ForeignKey("users.id"))
    last_seen_at = db.Column(db.DateTime(timezone=True))
    expires_at = db.Column(db.DateTime(timezone=True))
    user = db.relationship(User)


class ApiToken(db.Model):
    __tablename__ = "api_tokens"
    id = db.Column(UUID, primary_key=True)
    token_hash = db.Column(BYTEA)
    user_id = db.Column(db.ForeignKey("users.id"))
    scopes = db.Column(ARRAY(db.Text))
    last_used_at = db.Column(db.DateTime(timezone=True))
    expires_at = db.Column(db.DateTime(timezone=True))
    revoked_at = db.Column(db.DateTime(timezone=True))
    user = db.relationship(User)


class Exercise(db.Model):
    __tablename__ = "exercises"
    id = db.Column(UUID, primary_key=True)
    user_id = db.Column(UUID)
    name = db.Column(db.Text)
    deleted_at = db.Column(db.DateTime(timezone=True))


class WorkoutSet(db.Model):
    __tablename__ = "workout_sets"
    id = db.Column(UUID, primary_key=True, default=common.new_id)
    workout_id = db.Column(db.ForeignKey("workouts.id"))
    user_id = db.Column(UUID)
    exercise_id = db.Column(db.ForeignKey("exercises.id"))
    position = db.Column(db.Integer)
    superset = db.Column(db.SmallInteger)
    set_type = db.Column(db.Text, default="normal")
    reps = db.Column(db.Integer)
    weight_kg = db.Column(db.Numeric(8, 3, asdecimal=False))
    weight_unit = db.Column(db.Text)
    rir = db.Column(db.Numeric(3, 1, asdecimal=False))
    rpe = db.Column(db.Numeric(3, 1, asdecimal=False))
    duration_s = db.Column(db.Numeric(9, 3, asdecimal=False))
    distance_m = db.Column(db.Numeric(10, 2, asdecimal=False))
    avg_hr = db.Column(db.Numeric(5, 1, asdecimal=False))
    max_hr = db.Column(db.Numeric(5, 1, asdecimal=False))
    calories = db.Column(db.Integer)
    rest_s = db.Column(db.Integer)
    target_reps_min = db.Column(db.Integer)
    target_reps_max = db.Column(db.Integer)
    target_weight_kg = db.Column(db.Numeric(8, 3, asdecimal=False))
    notes = db.Column(db.Text, default="")
    completed_at = db.Column(db.DateTime(timezone=True))
    exercise = db.relationship(Exercise)


class MeasurementType(db.Model):
    __tablename__ = "measurement_types"
    id = db.Column(UUID, primary_key=True)
    user_id = db.Column(UUID)
    key = db.Column(db.Text)


class Measurement(db.Model):
    __tablename__ = "measurements"
    id = db.Column(UUID, primary_key=True)
    user_id = db.Column(UUID)
    measurement_type_id = db.Column(db.ForeignKey("measurement_types.id"))
    measured_at = db.Column(db.DateTime(timezone=True))
    local_date = db.Column(db.Date)
    value = db.Column(db.Numeric(12, 4, asdecimal=False))
    deleted_at = db.Column(db.DateTime(timezone=True))
    type = db.relationship(MeasurementType)


class Goal(db.Model):
    __tablename__ = "goals"
    id = db.Column(UUID, primary_key=True)
    user_id = db.Column(UUID)
    metric = db.Column(db.Text)
    target_value = db.Column(db.Numeric(12, 4, asdecimal=False))
    created_at = db.Column(db.DateTime(timezone=True))
    deleted_at = db.Column(db.DateTime(timezone=True))


class Routine(db.Model):
    __tablename__ = "routines"
    id = db.Column(UUID, primary_key=True)
    user_id = db.Column(UUID)
    is_active = db.Column(db.Boolean)
    updated_at = db.Column(db.DateTime(timezone=True))
    deleted_at = db.Column(db.DateTime(timezone=True))


class Workout(db.Model):
    __tablename__ = "workouts"
    id = db.Column(UUID, primary_key=True, default=common.new_id)
    user_id = db.Column(UUID)
    title = db.Column(db.Text)
    notes = db.Column(db.Text)
    started_at = db.Column(db.DateTime(timezone=True))
    ended_at = db.Column(db.DateTime(timezone=True))
    local_date = db.Column(db.Date)
    time_zone = db.Column(db.Text)
    routine_day_id = db.Column(UUID)
    session_rpe = db.Column(db.Numeric(3, 1, asdecimal=False))
    calories = db.Column(db.Integer)
    source = db.Column(db.Text)
    created_at = db.Column(db.DateTime(timezone=True), default=common.now)
    updated_at = db.Column(db.DateTime(timezone=True), default=common.now)
    deleted_at = db.Column(db.DateTime(timezone=True))
    version = db.Column(db.Integer, default=1)
    sets = db.relationship(WorkoutSet, order_by="(WorkoutSet.position, WorkoutSet.id)")


@login_manager.request_loader
def session_user(_request):
    at = common.now()
    session = (Session.query.join(Session.user).options(contains_eager(Session.user))
               .filter(Session.token_hash == common.session_hash(), Session.expires_at > at,
                       Session.last_seen_at > at - common.IDLE, User.disabled_at.is_(None)).first())
    if session is None:
        return None
    session.user.session_id = session.id
    return session.user


def token_user():
    token = (ApiToken.query.join(ApiToken.user).options(contains_eager(ApiToken.user))
             .filter(ApiToken.token_hash == common.token_hash(), ApiToken.revoked_at.is_(None),
                     or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > common.now()),
                     User.disabled_at.is_(None)).first())
    return token.user if token else abort(401)


@app.get("/health")
def health():
    return to_json({"status": "ok"})


@app.get("/api/v1/workouts")
def list_workouts():
    user = token_user()
    limit = int(request.args["limit"])
    workouts = (Workout.query.options(joinedload(Workout.sets).joinedload(WorkoutSet.exercise))
                .filter(Workout.user_id == user.id, Workout.deleted_at.is_(None))
                .order_by(Workout.started_at.desc(), Workout.id.desc()).limit(limit + 1).all())
    last = workouts[limit - 1] if len(workouts) > limit else None
    return to_json({"items": [list_item(workout) for workout in workouts[:limit]],
                    "nextCursor": last and common.next_cursor(last.started_at, last.id)})


def without_none(values):
    return {key: value for key, value in values.items() if value is not None}


def list_item(workout):
    return without_none({
        "id": workout.id, "title": workout.title, "startedAt": instant(workout.started_at),
        "localDate": workout.local_date.isoformat(), "version": workout.version,
        "endedAt": workout.ended_at and instant(workout.ended_at), "notes": workout.notes or None,
        "sessionRpe": workout.session_rpe, "calories": workout.calories,
        "sets": [list_set(one) for one in workout.sets]})


def list_set(one):
    return without_none({
        "exerciseId": one.exercise_id, "exerciseName": one.exercise.name,
        "setType": None if one.set_type == "normal" else one.set_type, "superset": one.superset, "reps": one.reps,
        "weightKg": one.weight_kg, "rir": one.rir, "rpe": one.rpe, "durationS": one.duration_s,
        "distanceM": one.distance_m, "avgHr": one.avg_hr, "maxHr": one.max_hr, "calories": one.calories,
        "notes": one.notes or None})


@app.post("/api/v1/workouts")
def add_workout():
    body = request.get_json()
    user = token_user()
    started_at = common.parse_instant(body["startedAt"])
    ids = {one["exerciseId"] for one in body["sets"]}
    exercises = {exercise.id: exercise for exercise in Exercise.query.filter(
        Exercise.id.in_(ids), or_(Exercise.user_id.is_(None), Exercise.user_id == user.id),
        Exercise.deleted_at.is_(None))}
    if len(exercises) != len(ids):
        abort(422)
    workout = Workout(
        user_id=user.id, title=body.get("title", ""), notes=body.get("notes", ""), started_at=started_at,
        ended_at=common.parse_instant(body["endedAt"]) if body.get("endedAt") else None,
        local_date=started_at.astimezone(ZoneInfo(user.time_zone)).date(), time_zone=user.time_zone, source="api",
        sets=[WorkoutSet(user_id=user.id, exercise=exercises[one["exerciseId"]], position=at, reps=one.get("reps"),
                         weight_kg=one.get("weightKg"), weight_unit=user.weight_unit, rir=one.get("rir"),
                         completed_at=started_at) for at, one in enumerate(body["sets"])])
    db.session.add(workout)
    db.session.flush()
    answer = workout_answer(workout)
    db.session.commit()
    return to_json(answer, 201)


def workout_answer(workout):
    return {
        "id": workout.id, "title": workout.title, "notes": workout.notes, "startedAt": instant(workout.started_at),
        "endedAt": workout.ended_at and instant(workout.ended_at), "localDate": workout.local_date.isoformat(),
        "timeZone": workout.time_zone, "sessionRpe": workout.session_rpe, "calories": workout.calories,
        "routineDayId": workout.routine_day_id, "source": workout.source, "createdAt": instant(workout.created_at),
        "updatedAt": instant(workout.updated_at), "version": workout.version,
        "sets": [set_answer(one) for one in workout.sets]}


def set_answer(one):
    return {
        "id": one.id, "exerciseId": one.exercise_id, "exerciseName": one.exercise.name, "position": one.position,
        "superset": one.superset, "setType": one.set_type, "reps": one.reps, "weightKg": one.weight_kg,
        "weightUnit": one.weight_unit, "rir": one.rir, "rpe": one.rpe, "durationS": one.duration_s,
        "distanceM": one.distance_m, "avgHr": one.avg_hr, "maxHr": one.max_hr, "calories": one.calories,
        "restS": one.rest_s, "targetRepsMin": one.target_reps_min, "targetRepsMax": one.target_reps_max,
        "targetWeightKg": one.target_weight_kg, "notes": one.notes, "completedAt": instant(one.completed_at)}


@app.get("/")
@login_required
def today():
    user = current_user
    today = common.now().astimezone(ZoneInfo(user.time_zone)).date()
    own = Workout.query.filter(Workout.user_id == user.id, Workout.deleted_at.is_(None))
    latest = (own.options(joinedload(Workout.sets)).order_by(Workout.started_at.desc(), Workout.id.desc())
              .limit(4).all())
    week = (own.filter(Workout.ended_at.isnot(None),
                       Workout.local_date.between(common.week_start(today, user.week_start), today))
            .with_entities(func.count(Workout.local_date.distinct())).scalar())
    Goal.query.filter_by(user_id=user.id, deleted_at=None, metric="workouts_per_week").first()
    Routine.query.filter_by(user_id=user.id, deleted_at=None, is_active=True).first()
    weights = (Measurement.query.join(Measurement.type)
               .filter(Measurement.user_id == user.id, Measurement.deleted_at.is_(None),
                       MeasurementType.key == "body-weight").order_by(Measurement.measured_at.desc()))
    last = weights.first()
    before = weights.filter(Measurement.local_date <= last.local_date - timedelta(days=7)).first()
    return render_template(
        "page.html", user_id=user.id, csrf_token=common.csrf_token(user.session_id), week=week,
        weight=common.weight_view(last.value, last.local_date, before.value, today),
        latest=[common.workout_line(summary(workout), today) for workout in latest[:3]])


def summary(workout):
    sets = [one for one in workout.sets if one.set_type != "warmup"]
    return {"id": workout.id, "title": workout.title, "date": workout.local_date, "sets": len(sets),
            "volume_kg": sum((one.reps or 0) * (one.weight_kg or 0) for one in sets),
            "started_at": workout.started_at, "ended_at": workout.ended_at}
