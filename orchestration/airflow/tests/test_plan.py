import json

import pytest

from vinelake_airflow.plan import Plan


def written(tmp_path, *jobs):
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({"hub": "toy", "time_zone": "Asia/Shanghai", "jobs": list(jobs)}))
    return file


def job(name, *after):
    return {"name": name, "after": list(after), "reads": [], "writes": [f"table/{name}"]}


def test_jobs_keep_their_order(tmp_path):
    plan = Plan.read(written(tmp_path, job("a"), job("b", "a"), job("c", "a", "b")))

    assert [(j.name, j.after) for j in plan.jobs] == [("a", ()), ("b", ("a",)), ("c", ("a", "b"))]


def test_a_job_before_one_that_it_depends_on_is_refused(tmp_path):
    with pytest.raises(ValueError, match="b comes after a"):
        Plan.read(written(tmp_path, job("b", "a"), job("a")))


@pytest.mark.parametrize("text", ["", "[]", '{"jobs": []}', '{"hub": "x", "time_zone": "UTC", "jobs": [{}]}'])
def test_what_is_no_plan_is_named(tmp_path, text):
    file = tmp_path / "plan.json"
    file.write_text(text)

    with pytest.raises(ValueError, match=r"plan\.json: is no refresh plan"):
        Plan.read(file)
