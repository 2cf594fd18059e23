"""Flask with hand-written SQL over psycopg2: the least work a Flask application can do for the same answers."""
from zoneinfo import ZoneInfo

import psycopg2
import psycopg2.extras
from flask import abort, render_template, request

import common
from common import instant, to_json

app = common.make_app()
connection = None

USER = """u.id, u.household_id, u.email::text, u.name, u.role, u.weight_unit, u.distance_unit, u.time_zone, u.week_start,
  u.language, u.theme"""
TOKEN = f"""select {USER}, t.scopes, t.last_used_at from api_tokens t join users u on u.id = t.user_id
  where t.token_hash = %s and t.revoked_at is null and (t.expires_at is null or t.expires_at > %s)
    and u.disabled_at is null"""
SESSION = f"""select {USER}, s.id as session_id, s.last_seen_at from sessions s join users u on u.id = s.user_id
  where s.token_hash = %s and s.expires_at > %s and s.last_seen_at > %s and u.disabled_at is null"""
LIST = """select w.id, w.title, w.started_at, w.local_date, w.version, w.ended_at, w.notes, w.session_rpe::float8,
    w.calories, s.exercise_id, e.name, s.set_type, s.superset, s.reps, s.weight_kg::float8, s.rir::float8,
    s.rpe::float8, s.duration_s::float8, s.distance_m::float8, s.avg_hr::float8, s.max_hr::float8, s.calories, s.notes
  from (select * from workouts where user_id = %s and deleted_at is null
         order by started_at desc, id desc limit %s) w
  left join workout_sets s on s.workout_id = w.id left join exercises e on e.id = s.exercise_id
  order by w.started_at desc, w.id desc, s.position, s.id"""
USABLE = """select id, name from exercises where id = any(%s::uuid[]) and (user_id is null or user_id = %s)
  and deleted_at is null"""
LATEST = """select w.id, w.title, w.started_at, w.ended_at, w.local_date as date, sums.sets, sums.volume_kg,
    case when w.title = '' or w.ended_at is null then array(
      select e.name from (select s.exercise_id, min(s.position) as place from workout_sets s where s.workout_id = w.id
        group by s.exercise_id order by place limit 4) first join exercises e on e.id = first.exercise_id
        order by first.place) else '{}' end as exercises
  from workouts w cross join lateral (
    select count(*) filter (where s.set_type <> 'warmup')::int as sets,
      coalesce(sum(s.reps * s.weight_kg) filter (where s.set_type <> 'warmup'), 0)::float8 as volume_kg
    from workout_sets s where s.workout_id = w.id) sums
  where w.user_id = %s and w.deleted_at is null order by w.started_at desc, w.id desc limit 4"""
WEEK_AND_WEIGHT = """select
    (select count(distinct w.local_date)::int from workouts w where w.user_id = %(user)s and w.deleted_at is null
       and w.ended_at is not null and w.local_date between %(week)s and %(today)s),
    (select g.target_value from goals g where g.user_id = %(user)s and g.deleted_at is null
       and g.metric = 'workouts_per_week' order by g.created_at desc limit 1),
    weight.value::float8, weight.local_date,
    (select m.value::float8 from measurements m where m.user_id = %(user)s and m.deleted_at is null
       and m.measurement_type_id = weight.measurement_type_id and m.local_date <= weight.local_date - 7
       order by m.measured_at desc limit 1),
    (select json_build_object('id', d.id, 'name', d.name, 'routine', r.name)
       from routines r join routine_days d on d.routine_id = r.id
       where r.user_id = %(user)s and r.deleted_at is null and r.is_active
       order by r.updated_at desc, (d.weekday = %(weekday)s) desc nulls last, d.position limit 1)
  from (select 1) one left join lateral (
    select m.value, m.local_date, m.measurement_type_id from measurements m
    where m.user_id = %(user)s and m.deleted_at is null and m.measurement_type_id = (
      select t.id from measurement_types t where t.user_id = %(user)s and t.key = 'body-weight')
    order by m.measured_at desc limit 1) weight on true"""
INSERT_WORKOUT = """insert into workouts (id, user_id, title, notes, started_at, ended_at, local_date, time_zone, source)
  values (%s, %s, %s, %s, %s, %s, %s, %s, 'api') returning created_at, updated_at, version"""
INSERT_SETS = """insert into workout_sets (id, workout_id, user_id, exercise_id, position, reps, weight_kg, weight_unit,
  rir, completed_at) values %s"""


def cursor():
    # Made by the first request of a worker: connections must not be shared over a fork.
    global connection
    if connection is None:
        connection = psycopg2.connect(common.DATABASE_URL)
        connection.autocommit = True
    return connection.cursor()


def token_user(cur):
    cur.execute(TOKEN, (common.token_hash(), common.now()))
    return cur.fetchone() or abort(401)


def sparse(fixed, optional):
    return fixed | {key: value for key, value in optional if value is not None}


@app.get("/health")
def health():
    return to_json({"status": "ok"})


@app.get("/api/v1/workouts")
def list_workouts():
    limit = int(request.args["limit"])
    items = []
    with cursor() as cur:
        user = token_user(cur)
        cur.execute(LIST, (user[0], limit + 1))
        last = None
        for (w, title, started_at, local_date, version, ended_at, notes, session_rpe, calories, exercise_id, exercise,
             set_type, superset, reps, weight_kg, rir, rpe, duration_s, distance_m, avg_hr, max_hr, set_calories,
             set_notes) in cur:
            if w != last:
                last = w
                items.append(sparse(
                    {"id": w, "title": title, "startedAt": instant(started_at), "localDate": local_date.isoformat(),
                     "version": version},
                    (("endedAt", ended_at and instant(ended_at)), ("notes", notes or None),
                     ("sessionRpe", session_rpe), ("calories", calories))) | {"sets": []})
            if exercise_id is not None:
                items[-1]["sets"].append(sparse(
                    {"exerciseId": exercise_id, "exerciseName": exercise},
                    (("setType", None if set_type == "normal" else set_type), ("superset", superset), ("reps", reps),
                     ("weightKg", weight_kg), ("rir", rir), ("rpe", rpe), ("durationS", duration_s),
                     ("distanceM", distance_m), ("avgHr", avg_hr), ("maxHr", max_hr), ("calories", set_calories),
                     ("notes", set_notes or None))))
    more = len(items) > limit
    items = items[:limit]
    cursor_text = None
    if more:
        cursor_text = common.next_cursor(common.parse_instant(items[-1]["startedAt"]), items[-1]["id"])
    return to_json({"items": items, "nextCursor": cursor_text})


@app.post("/api/v1/workouts")
def add_workout():
    body = request.get_json()
    with cursor() as cur:
        user = token_user(cur)
        started_at = common.parse_instant(body["startedAt"])
        ended_at = common.parse_instant(body["endedAt"]) if body.get("endedAt") else None
        local_date = started_at.astimezone(ZoneInfo(user[7])).date()
        workout_id = common.new_id()
        sets = [(common.new_id(), workout_id, user[0], s["exerciseId"], at, s.get("reps"), s.get("weightKg"), user[5],
                 s.get("rir"), started_at) for at, s in enumerate(body["sets"])]
        cur.execute("begin")
        try:
            cur.execute(USABLE, ([s[3] for s in sets], user[0]))
            names = dict(cur.fetchall())
            if any(s[3] not in names for s in sets):
                abort(422)
            cur.execute(INSERT_WORKOUT, (workout_id, user[0], body.get("title", ""), body.get("notes", ""), started_at,
                                         ended_at, local_date, user[7]))
            created_at, updated_at, version = cur.fetchone()
            psycopg2.extras.execute_values(cur, INSERT_SETS, sets)
            cur.execute("commit")
        except BaseException:
            cur.execute("rollback")
            raise
    return to_json({
        "id": workout_id, "title": body.get("title", ""), "notes": body.get("notes", ""),
        "startedAt": instant(started_at), "endedAt": ended_at and instant(ended_at),
        "localDate": local_date.isoformat(), "timeZone": user[7], "sessionRpe": None, "calories": None,
        "routineDayId": None, "source": "api", "createdAt": instant(created_at), "updatedAt": instant(updated_at),
        "version": version, "sets": [set_answer(s, names, started_at) for s in sets]}, 201)


def set_answer(row, names, started_at):
    set_id, _, _, exercise_id, position, reps, weight_kg, weight_unit, rir, _ = row
    return {"id": set_id, "exerciseId": exercise_id, "exerciseName": names[exercise_id], "position": position,
            "superset": None, "setType": "normal", "reps": reps, "weightKg": weight_kg,
            "weightUnit": weight_unit, "rir": rir, "rpe": None, "durationS": None, "distanceM": None, "avgHr": None,
            "maxHr": None, "calories": None, "restS": None, "targetRepsMin": None, "targetRepsMax": None,
            "targetWeightKg": None, "notes": "", "completedAt": instant(started_at)}


@app.get("/")
def today():
    at = common.now()
    with cursor() as cur:
        cur.execute(SESSION, (common.session_hash(), at, at - common.IDLE))
        user = cur.fetchone() or abort(401)
        today = at.astimezone(ZoneInfo(user[7])).date()
        cur.execute(LATEST, (user[0],))
        names = [column.name for column in cur.description]
        workouts = [dict(zip(names, row)) for row in cur]
        scope = {"user": user[0], "week": common.week_start(today, user[8]), "today": today}
        cur.execute(WEEK_AND_WEIGHT, scope | {"weekday": today.isoweekday() % 7})
        week, _goal, kg, weighed_on, kg_before, _next_day = cur.fetchone()
    return render_template(
        "page.html", user_id=user[0], csrf_token=common.csrf_token(user[11]), week=week,
        weight=common.weight_view(kg, weighed_on, kg_before, today),
        latest=[common.workout_line(workout, today) for workout in workouts[:3]])
