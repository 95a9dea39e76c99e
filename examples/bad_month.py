"""A bad month of one department, mended by the commands alone."""

from __future__ import annotations

import gzip
import itertools
import json
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

ROWS = 20
HEADER = ["代码", "名称", "属期", "销售额", "已缴", "法人", "证件号"]
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: tax-filing
name: 纳税申报
version: {version}
status: active
domain: tax
servers:
  - server: landing
    type: local
    path: "tax/filing_{{as_of_date}}*"
    format: csv
    customProperties:
      - {{ property: charset, value: UTF-8 }}
      - {{ property: delimiter, value: "," }}
      - {{ property: quote, value: '"' }}
schema:
  - name: filing
    logicalType: object
    physicalType: table
    properties:
      - {{ name: code, physicalName: 代码, businessName: 代码, logicalType: string, required: true }}
      - {{ name: name, physicalName: 名称, businessName: 名称, logicalType: string, required: true }}
      - {{ name: period_on, physicalName: 属期, businessName: 属期, logicalType: date, required: true }}
      - name: sales_cny
        physicalName: 销售额
        businessName: 销售额
        logicalType: number
        physicalType: decimal(18,2)
        required: true
      - {{ name: is_paid, physicalName: 已缴, businessName: 已缴, logicalType: boolean, required: true }}
      - name: legal_person
        physicalName: 法人
        businessName: 法人
        logicalType: string
        classification: personal
      - name: citizen_number
        physicalName: 证件号
        businessName: 证件号
        logicalType: string
        classification: personal
    quality:
      - name: few_refused
        type: library
        metric: invalidValues
        unit: percent
        mustBeLessOrEqualTo: 30
        description: 不合格行不超过百分之三十
{rule}
customProperties:
  - {{ property: mode, value: append }}
{ignored}  - {{ property: usualRows, value: {{ from: 50, to: 200 }} }}
  - {{ property: legalBasis, value: 税收征收管理法 }}
  - {{ property: section, value: {{ title: 纳税申报, disclosure: authorized }} }}
  - {{ property: retentionMonths, value: 60 }}
"""
RULE = """\
      - name: sales_not_negative
        type: custom
        engine: vinelake
        implementation: sales_cny >= 0
        dimension: accuracy
        description: 销售额不为负数
"""
IGNORED = '  - { property: ignoredColumns, value: ["备注"] }\n'


class Hub:
    """A hub folder and the command line on it."""

    def __init__(self, vinelake: str, folder: Path) -> None:
        self.vinelake = vinelake
        self.folder = folder
        self.lake = folder / "lake"

    def run(self, *arguments: str, expect: int = 0) -> str:
        """Runs a command; another exit code than the expected one ends the month."""
        done = subprocess.run([self.vinelake, "--hub", str(self.folder), *arguments], capture_output=True, text=True)
        print(f"$ vinelake {' '.join(arguments)}", flush=True)
        if done.returncode != expect:
            sys.exit(f"exit code {done.returncode}, expected {expect}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def json(self, *arguments: str) -> list | dict:
        return json.loads(self.run(*arguments, "--json"))

    def path(self, day: int, end: str = ".csv") -> Path:
        return self.folder / "landing" / "tax" / f"filing_2026-06-{day:02d}{end}"

    def contract(self, version: str, rule: str = RULE, ignored: str = "") -> None:
        file = self.folder / "contracts" / "tax" / "filing.odcs.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(CONTRACT.format(version=version, rule=rule, ignored=ignored), encoding="utf-8")

    def live(self, table: str) -> list[str]:
        """The files of a Delta table, by its log alone."""
        files: dict[str, None] = {}
        for commit in sorted((self.lake / table / "_delta_log").glob("*.json")):
            for line in commit.read_text(encoding="utf-8").splitlines():
                action = json.loads(line)
                if "add" in action:
                    files[action["add"]["path"]] = None
                elif "remove" in action:
                    files.pop(action["remove"]["path"], None)
        return [str(self.lake / table / file) for file in files]

    def counts(self, table: str) -> dict[str, int]:
        files = self.live(table)
        if not files:
            return {}
        query = "SELECT delivery_id, count(*) FROM read_parquet($files) GROUP BY delivery_id"
        return dict(duckdb.execute(query, {"files": files}).fetchall())

    def law(self) -> int:
        """Counts every accepted row, and follows the refused ones through their replays; gives the rows that wait."""
        lines = [line for line in self.json("delivery", "list") if line["status"] == "accepted"]
        records = self.counts("records/tax/filing")
        chains: dict[str, list[dict]] = defaultdict(list)
        for line in sorted(lines, key=lambda line: line["received_at"]):
            parts = line["accepted"] + line["quarantined"] + line["duplicate"] + line["unchanged"]
            assert line["read"] == parts, line
            assert records.pop(line["delivery_id"], 0) == line["accepted"], line
            chains[line["repairs"] or line["delivery_id"]].append(line)
        assert not records, f"rows of deliveries that the ledger does not know: {records}"
        for chain in chains.values():
            for before, after in itertools.pairwise(chain):
                assert before["quarantined"] == after["read"] + after["dismissed"], (before, after)
        waiting = sum(chain[-1]["quarantined"] for chain in chains.values())
        print(f"  the law holds: {len(lines)} lines, {waiting} rows wait for repair", flush=True)
        return waiting


Row = list[str]


@dataclass
class Day:
    """What a department sends on a day: rows, and how it writes them down."""

    rows: list[Row]
    header: list[str] = field(default_factory=lambda: list(HEADER))

    def text(self) -> str:
        return "".join(",".join(fields) + "\n" for fields in [self.header, *self.rows])


def day_of(number: int, dice: random.Random) -> Day:
    rows = []
    for n in range(ROWS):
        day = f"2026-06-{number:02d}"
        sales = f"{dice.randrange(1000, 900_000)}.{dice.randrange(100):02d}"
        name = f"第{number:02d}{n:02d}号商行"
        person = f"某{dice.choice('甲乙丙丁')}{number:02d}{n:02d}"
        rows.append([f"C{number:02d}{n:02d}", name, day, sales, dice.choice("是否"), person, citizen(dice)])
    return Day(rows)


def citizen(dice: random.Random) -> str:
    """A number of the form of GB 11643, of nobody."""
    body = f"990101{dice.randrange(1950, 2000)}{dice.randrange(1, 13):02d}{dice.randrange(1, 29):02d}"
    body += f"{dice.randrange(1000):03d}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11]


@dataclass
class Damage:
    """How a day is damaged, and what must become of it."""

    what: str
    write: Callable[[Path, Day], None]
    held: str | None = None
    refused: int = 0
    duplicate: int = 0
    end: str = ".csv"


def plain(change: Callable[[Day], None]) -> Callable[[Path, Day], None]:
    def write(path: Path, day: Day) -> None:
        change(day)
        path.write_text(day.text(), encoding="utf-8")

    return write


def put(column: int, *values: str) -> Callable[[Path, Day], None]:
    def change(day: Day) -> None:
        for row, value in zip(day.rows, values, strict=False):
            row[column] = value.replace("*", row[column])

    return plain(change)


def new_column(day: Day) -> None:
    day.header.append("备注")
    for row in day.rows:
        row.append("无")


def rename(day: Day) -> None:
    day.header[3] = "应税销售额"


def drop_column(day: Day) -> None:
    for row in [day.header, *day.rows]:
        del row[4]


def shift(day: Day) -> None:
    for row in day.rows:
        row.insert(0, row.pop())


def open_quote(day: Day) -> None:
    day.rows[7][1] = '"' + day.rows[7][1]


def broken_bytes(path: Path, day: Day) -> None:
    text = day.text().encode()
    path.write_bytes(text.replace(day.rows[4][1].encode(), day.rows[4][1].encode("gb18030")))


def broken_archive(path: Path, day: Day) -> None:
    packed = gzip.compress(day.text().encode())
    path.write_bytes(packed[: len(packed) // 2])


def cut(path: Path, day: Day) -> None:
    path.write_text(day.text().rsplit(",", 3)[0], encoding="utf-8")


def damages(third: Day) -> dict[int, Damage]:
    """By day of June; the third was a good one."""
    total = ["合计", "", "", "1000000", "", "", ""]
    return {
        4: Damage("another charset", lambda p, d: p.write_text(d.text(), encoding="gb18030"), held="GB18030"),
        5: Damage("a column is missing", plain(drop_column), held="missing 已缴"),
        6: Damage("a column has another name", plain(rename), held="应税销售额"),
        7: Damage("a new column", plain(new_column), held="备注"),
        8: Damage("less than half of the rows", plain(lambda d: d.rows.__delitem__(slice(8, None))), held="usual"),
        9: Damage("every row twice", plain(lambda d: d.rows.extend(d.rows[:])), duplicate=ROWS),
        10: Damage("rows of an earlier day", lambda p, _: p.write_text(third.text() + "\n"), duplicate=ROWS),
        11: Damage("a total below", plain(lambda d: d.rows.append(total)), refused=1),
        12: Damage("words before amounts", put(3, "约*", "约*", "约*", "约*"), refused=4),
        13: Damage("a date in words", put(2, "6月底", "6月底"), refused=2),
        14: Damage("other words for yes and no", put(4, "已缴纳", "未缴纳", "已缴纳"), refused=3),
        15: Damage("a quote that is never closed", plain(open_quote), held="never closed"),
        16: Damage("a comma in a name", put(1, "南,北商行"), refused=1),
        17: Damage("values in each other's columns", plain(shift), held="refused rows"),
        18: Damage("an empty file", lambda p, _: p.write_bytes(b""), held="empty"),
        19: Damage("a file that is cut off", cut, refused=1),
        20: Damage("a citizen's number in another column", put(2, citizen(random.Random(1))), refused=1),
        21: Damage("bytes that are no text", broken_bytes, refused=1),
        22: Damage("red-letter amounts", put(3, "-100.00", "-200.00"), refused=2),
        23: Damage("an archive that is cut off", broken_archive, held=".gz", end=".csv.gz"),
    }


def main(vinelake: str, folder: Path) -> None:
    dice = random.Random(20260601)
    subprocess.run([vinelake, "init", str(folder), "--name", "坏月"], check=True, stdout=subprocess.DEVNULL)
    hub = Hub(vinelake, folder)
    hub.contract("1.0.0")
    hub.path(1).parent.mkdir(parents=True)
    days = {number: day_of(number, dice) for number in range(1, 24)}
    good = {number: day.text() for number, day in days.items()}
    people = [row[i] for day in days.values() for row in day.rows for i in (5, 6)]
    for number in (1, 2, 3):
        hub.path(number).write_text(good[number], encoding="utf-8")
    hub.run("check")
    hub.run("refresh", "--as-of", "2026-06-03")
    assert hub.law() == 0

    print("\nThe bad month comes in.")
    bad = damages(days[3])
    for number, damage in bad.items():
        damage.write(hub.path(number, damage.end), days[number])
    hub.run("refresh", "--as-of", "2026-06-23", expect=4)
    lines = {int(line["as_of_date"][-2:]): line for line in hub.json("delivery", "list")}
    for number, damage in bad.items():
        line = lines[number]
        if damage.held:
            assert line["status"] == "held" and damage.held in line["reason"], (damage.what, line)
            print(f"  {number}: {damage.what}: held: {line['reason'][:110]}")
        else:
            assert line["status"] == "accepted", (damage.what, line)
            assert (line["quarantined"], line["duplicate"]) == (damage.refused, damage.duplicate), (damage.what, line)
            print(f"  {number}: {damage.what}: refused {line['quarantined']}, duplicate {line['duplicate']}")
    refused = sum(damage.refused for damage in bad.values())
    assert hub.law() == refused

    print("\nRefused rows are repaired.")
    shown = hub.run("quarantine", "show", "tax/filing", "--limit", "100")
    assert not [person for person in people if person in shown], "a person stands in clear"
    why = ["--reason", "税务局电话核实", "--by", "month"]
    repair = ["quarantine", "repair", "tax/filing"]
    tried = json.loads(
        hub.run(*repair, "--column", "sales_cny", "--expression", "replace(sales_cny, '约', '')", "--try", "--json")
    )
    assert tried["trial"]["passed"] == 4 and tried["decision"] is None
    assert hub.law() == refused
    hub.run(*repair, "--column", "sales_cny", "--expression", "replace(sales_cny, '约', '')", *why)
    hub.run(*repair, "--column", "period_on", "--map", "6月底=2026-06-30", *why)
    hub.run(*repair, "--column", "is_paid", "--map", "已缴纳=是", "--map", "未缴纳=否", *why)
    hub.run(*repair, "--where", "code = '合计'", "--dismiss", "--reason", "合计行", "--by", "month")
    hub.run("quarantine", "replay")
    by_hand = refused - 4 - 2 - 3 - 1
    assert hub.law() == by_hand

    def hand(number: int, line: int, *fields: str) -> None:
        file = f"tax/filing_2026-06-{number:02d}.csv"
        sets = [argument for text in fields for argument in ("--set", text)]
        hub.run(*repair, "--file", file, "--line", str(line), *sets, *why)

    hand(16, 2, "code=C1600", "name=南,北商行", "period_on=2026-06-16", "sales_cny=1000", "is_paid=是")
    hand(19, 21, "code=C1919", "name=第1919号商行", "period_on=2026-06-19", "sales_cny=1000", "is_paid=否")
    hand(20, 2, "period_on=2026-06-20")
    hand(21, 6, "name=第2104号商行")
    hub.run("quarantine", "replay", "tax/filing")
    assert hub.law() == 2

    print("\nThe contract is corrected: red-letter amounts are negative, and remarks are not wanted.")
    hub.contract("1.1.0", rule="", ignored=IGNORED)
    hub.run("check")
    hub.run("quarantine", "replay")
    assert hub.law() == 0
    hub.run("refresh", "--as-of", "2026-06-23", expect=4)
    assert hub.law() == 0

    print("\nWhat is held is decided on, and delivered anew.")
    held = {int(line["as_of_date"][-2:]): line for line in hub.json("delivery", "list", "--held")}
    assert sorted(held) == [4, 5, 6, 8, 15, 17, 18, 23], sorted(held)
    accept = ["--reason", "半数网点停业", "--by", "month"]
    hub.run("delivery", "accept", held.pop(8)["delivery_id"], *accept)
    for number, line in held.items():
        hub.run("delivery", "reject", line["delivery_id"], "--reason", "部门更正后重报", "--by", "month")
        hub.path(number, bad[number].end).unlink()
        hub.path(number, "_2.csv").write_text(good[number], encoding="utf-8")
    hub.run("refresh", "--as-of", "2026-06-23")
    assert hub.law() == 0
    assert hub.json("delivery", "list", "--held") == []

    # 23 days of 20 rows, 8 of one; of the 10th nothing is new. One total was dismissed.
    expected = 23 * ROWS - 12 - ROWS
    assert sum(hub.counts("records/tax/filing").values()) == expected

    print("\nThe month ends.")
    hub.run("status")
    reports = sorted((hub.lake / "reports").glob("2026-*/report-zh.md"))
    story = "".join(report.read_text(encoding="utf-8") for report in reports)
    for word in [
        *(f"2026-06-{number:02d}" for number in bad),
        "暂扣",
        "待修复",
        "税务局电话核实",
        "半数网点停业",
        "部门更正后重报",
    ]:
        assert word in story, f"no report tells of {word}"
    assert not [person for person in people if person in story], "a person stands in a report"
    known = folder / "people.txt"
    known.write_text("\n".join(people), encoding="utf-8")
    hub.run("audit", "personal-data", "--known", str(known))
    print(f"20 damaged deliveries: none lost a row, {expected} rows are in the records, nobody stands in clear")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
