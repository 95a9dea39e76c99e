"""Counts the invoices of this hub a second time, and compares the lake with what was delivered.

The files are counted by DuckDB, with a reading of the contracts' rules of its own. The lake is read by delta-rs.
Neither knows Spark, and nothing here is shared with the code that filled the lake.

    python count.py --landing DIR --lake DIR [--report refresh.json]

Ends with 0 when every line of the table agrees, with 1 when one does not, with 2 when something cannot be read.
"""

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError

FIRMS = {
    "rated_enterprise": "giyn/data/credit_history_enterprise_information.csv",
    "unrated_enterprise": "giyn/data/no_credit_history_enterprise_information.csv",
}


@dataclass(frozen=True)
class Invoices:
    """One of the four invoice datasets: where its files lie, and on which side of the trade the hub's firm stands."""

    folder: str
    counterparty: str
    firm_column: str
    other_column: str

    @property
    def firm_sells(self):
        return self.firm_column == "seller_code"


INVOICES = {
    "rated_input": Invoices(
        "giyn/data/credit_history_enterprise_input_invoice", "销方单位代号", "buyer_code", "seller_code"
    ),
    "rated_output": Invoices(
        "giyn/data/credit_history_enterprise_output_invoice", "购方单位代号", "seller_code", "buyer_code"
    ),
    "unrated_input": Invoices(
        "giyn/data/no_credit_history_enterprise_input_invoice", "销方单位代号", "buyer_code", "seller_code"
    ),
    "unrated_output": Invoices(
        "giyn/data/no_credit_history_enterprise_output_invoice", "购方单位代号", "seller_code", "buyer_code"
    ),
}
MASK = "***"
AMOUNTS = ("net_cny", "tax_cny", "gross_cny")

# Features whose reasons rest on what a firm sold, and on what it bought; margin_24m rests on both.
BOTH_SIDES = {"margin_24m"}
PURCHASE_FEATURES = ("purchase", "supplier", "top_supplier")
# Void invoices count only where their share is asked for.
VOID_FEATURES = {"sales_void_share_24m", "purchase_void_share_24m"}

# The concentration is computed in the lake from shares of 12 digits.
CONCENTRATION_TOLERANCE = 1e-9


class Unreadable(Exception):
    """What is to be counted is not there, or not in the form that this count knows."""


class Comparison:
    """The lines of the table: what the files say, what the lake says."""

    def __init__(self):
        self.lines = []

    def add(self, what, files, lake, report=None):
        agrees = files == lake and (report is None or report == files)
        self.lines.append((what, files, lake, report, agrees))

    @property
    def agrees(self):
        return all(line[-1] for line in self.lines)

    def print(self):
        width = max(len(line[0]) for line in self.lines)
        print(f"{'':{width}}  {'DuckDB, files':>22}  {'delta-rs, lake':>22}  {'report':>12}")
        for what, files, lake, report, agrees in self.lines:
            texts = [f"{n:,}" if n is not None else "" for n in (files, lake, report)]
            print(f"{what:{width}}  {texts[0]:>22}  {texts[1]:>22}  {texts[2]:>12}{'' if agrees else '  DIFFERS'}")
        wrong = sum(not line[-1] for line in self.lines)
        print(f"\n{len(self.lines)} lines, {wrong} of them differ")


class Files:
    """The delivered files in DuckDB: every line with its place, then typed, judged and told from its copies."""

    def __init__(self, landing):
        self.landing = landing
        self.db = duckdb.connect()
        self.db.execute("SET preserve_insertion_order = true")
        for dataset, invoices in INVOICES.items():
            header = ["", "企业代号", "发票号码", "开票日期", invoices.counterparty]
            self._split(dataset, f"{invoices.folder}/*.csv", [*header, "金额", "税额", "价税合计", "发票状态"])
            self._judge_invoices(dataset)
        for dataset, path in FIRMS.items():
            wanted = ["企业代号", "企业名称"] + (["信誉评级", "是否违约"] if dataset == "rated_enterprise" else [])
            self._split(dataset, path, wanted)
            self._judge_firms(dataset)

    def _split(self, dataset, pattern, wanted):
        """Makes raw_<dataset>: file, line, text and the fields. Blank lines are no records."""
        if not list(self.landing.glob(pattern)):
            raise Unreadable(f"--landing: {self.landing / pattern} names no file. Allowed: the folder with giyn/data")
        self.db.execute(
            f"""
            CREATE TABLE line_{dataset} AS
            SELECT substr(filename, ?) AS file, number AS line, rtrim(lines[number], chr(13)) AS text
            FROM (SELECT filename, string_split(ltrim(content, chr(65279)), chr(10)) AS lines FROM read_text(?)),
                 LATERAL unnest(generate_series(1, len(lines))) AS numbers (number)
            """,
            [len(str(self.landing)) + 2, str(self.landing / pattern)],
        )
        quoted = self.one(f"SELECT count(*) FROM line_{dataset} WHERE contains(text, '\"') OR contains(text, chr(13))")
        if quoted:
            raise Unreadable(f"{dataset}: {quoted} lines with quotes. Allowed: files that need none")
        headers = self.db.execute(f"SELECT DISTINCT text FROM line_{dataset} WHERE line = 1").fetchall()
        if len(headers) != 1 or headers[0][0].split(",")[: len(wanted)] != wanted:
            raise Unreadable(f"{dataset}: headers {headers}. Allowed: {wanted} and what is ignored")
        self.db.execute(
            f"""
            CREATE TABLE raw_{dataset} AS
            SELECT file, line, text, len(string_split(text, ',')) = {len(headers[0][0].split(","))} AS is_whole,
                   list_transform(string_split(text, ','), lambda f: nullif(trim(f, ' \t　'), '')) AS f
            FROM line_{dataset}
            WHERE line > 1 AND trim(text) <> ''
            """
        )

    def _judge_invoices(self, dataset):
        self.db.execute(
            f"""
            CREATE TABLE judged_{dataset} AS
            WITH typed AS (
                SELECT file, line, text, is_whole, f[2] AS firm, f[3] AS invoice_number,
                       CASE WHEN regexp_full_match(f[4], '[0-9]{{4}}/[0-9]{{1,2}}/[0-9]{{1,2}}')
                            THEN try_strptime(f[4], '%Y/%m/%d')::DATE END AS issued_on,
                       f[5] AS other,
                       TRY_CAST(f[6] AS DECIMAL(28, 10)) AS net,
                       TRY_CAST(f[7] AS DECIMAL(28, 10)) AS tax,
                       TRY_CAST(f[8] AS DECIMAL(28, 10)) AS gross,
                       CASE f[9] WHEN '有效发票' THEN false WHEN '作废发票' THEN true END AS is_void
                FROM raw_{dataset}),
            ruled AS (
                SELECT *,
                       NOT coalesce(is_whole AND firm IS NOT NULL AND invoice_number IS NOT NULL
                           AND issued_on IS NOT NULL AND other IS NOT NULL AND is_void IS NOT NULL
                           AND round(net, 2) = net AND round(tax, 2) = tax AND round(gross, 2) = gross
                           AND abs(net + tax - gross) <= 0.01, false) AS is_refused
                FROM typed)
            SELECT * EXCLUDE (net, tax, gross), net::DECIMAL(18, 2) AS net_cny, tax::DECIMAL(18, 2) AS tax_cny,
                   gross::DECIMAL(18, 2) AS gross_cny,
                   CASE WHEN is_refused THEN 'quarantined'
                        WHEN row_number() OVER (
                            PARTITION BY is_refused, firm, invoice_number, issued_on, other, net, tax, gross, is_void
                            ORDER BY file, line) > 1 THEN 'duplicate'
                        ELSE 'accepted' END AS state
            FROM ruled
            """
        )

    def _judge_firms(self, dataset):
        is_rated = dataset == "rated_enterprise"
        rating = "f[3]" if is_rated else "NULL"
        default = "CASE f[4] WHEN '是' THEN true WHEN '否' THEN false END" if is_rated else "NULL"
        rated_rule = "rating IN ('A', 'B', 'C', 'D') AND is_default IS NOT NULL" if is_rated else "true"
        self.db.execute(
            f"""
            CREATE TABLE judged_{dataset} AS
            WITH typed AS (
                SELECT file, line, text, is_whole, f[1] AS firm, f[2] AS name, {rating}::VARCHAR AS rating,
                       {default}::BOOLEAN AS is_default
                FROM raw_{dataset}),
            ruled AS (
                SELECT *, coalesce(is_whole AND regexp_full_match(firm, 'E[0-9]+') AND name IS NOT NULL
                                   AND {rated_rule}, false) AS is_valid
                FROM typed),
            keyed AS (
                SELECT *, is_valid AND count(DISTINCT (name, rating, is_default)) OVER (
                    PARTITION BY is_valid, firm) = 1 AS is_kept
                FROM ruled)
            SELECT *, CASE WHEN NOT is_kept THEN 'quarantined'
                           WHEN row_number() OVER (PARTITION BY is_kept, firm ORDER BY file, line) > 1 THEN 'duplicate'
                           ELSE 'accepted' END AS state
            FROM keyed
            """
        )

    def one(self, sql, parameters=None):
        return self.db.execute(sql, parameters or []).fetchone()[0]

    def states(self, dataset):
        states = dict(self.db.execute(f"SELECT state, count(*) FROM judged_{dataset} GROUP BY state").fetchall())
        return {state: states.get(state, 0) for state in ("accepted", "quarantined", "duplicate")}

    def refused(self, dataset):
        return {
            (file, line): text
            for file, line, text in self.db.execute(
                f"SELECT file, line, text FROM judged_{dataset} WHERE state = 'quarantined'"
            ).fetchall()
        }

    def trade(self):
        """Makes invoice: every accepted one with seller and buyer; firms by code, counterparties with their scheme."""
        parts = []
        for dataset, invoices in INVOICES.items():
            firm, other = "firm", "'counterparty:' || other"
            seller, buyer = (firm, other) if invoices.firm_sells else (other, firm)
            parts.append(
                f"SELECT '{dataset}' AS dataset, file, line, firm, {seller} AS seller, {buyer} AS buyer, "
                f"issued_on, net_cny, is_void FROM judged_{dataset} WHERE state = 'accepted'"
            )
        self.db.execute("CREATE TABLE invoice AS " + " UNION ALL ".join(parts))


class Lake:
    """The lake's tables, read by delta-rs."""

    def __init__(self, root):
        self.root = root

    def table(self, path, columns=None):
        try:
            return DeltaTable(str(self.root / path)).to_pyarrow_table(columns=columns)
        except (TableNotFoundError, DeltaError) as e:
            raise Unreadable(f"--lake: {self.root / path} is no table of a filled lake: {e}. Refresh it first") from e


def compare_counts(files, lake, report, comparison):
    deliveries = lake.table("ops/delivery").to_pylist()
    taken = [d for d in deliveries if d["status"] == "accepted"]
    quarantine = lake.table("ops/quarantine").to_pylist()
    # Rows of a delivery that the ledger does not know under these rules do not count.
    known = {(d["delivery_id"], d["rule_version"]) for d in taken}
    quarantine = [q for q in quarantine if (q["delivery_id"], q["rule_version"]) in known]

    lawful = 0
    for d in taken:
        parts = ("accepted_count", "quarantined_count", "duplicate_count", "unchanged_count")
        lawful += d["read_count"] == sum(d[p] for p in parts)
    comparison.add("deliveries that obey the accounting law", len(INVOICES) + len(FIRMS), lawful)
    comparison.add("deliveries held", 0, len(deliveries) - len(taken))

    for dataset in [*FIRMS, *INVOICES]:
        states = files.states(dataset)
        mine = [d for d in taken if d["dataset"] == dataset]
        reported = [d for d in report["deliveries"] if d["dataset"] == dataset] if report else None
        read = files.one(f"SELECT count(*) FROM raw_{dataset}")
        for state, count in {"read": read, **states}.items():
            comparison.add(
                f"{dataset} {state}",
                count,
                sum(d[f"{state}_count"] for d in mine),
                sum(d[state] for d in reported) if reported is not None else None,
            )
        rows = lake.table(f"records/{'bank' if dataset in FIRMS else 'invoice'}/{dataset}")
        comparison.add(f"{dataset} rows of the records table", states["accepted"], rows.num_rows)
        compare_rows(files, dataset, rows, comparison)

        refused = [q for q in quarantine if q["dataset"] == dataset]
        comparison.add(f"{dataset} rows of the quarantine", states["quarantined"], len(refused))
        mine = files.refused(dataset)
        same = {
            (q["file"], q["line_number"])
            for q in refused
            if is_text_of(mine.get((q["file"], q["line_number"])), q["text"])
        }
        comparison.add(f"{dataset} quarantined with the file's own values", states["quarantined"], len(same))
    return quarantine


def is_text_of(line, text):
    """Whether a quarantined text is the file's line; columns that the contract ignores are masked."""
    if line is None or text is None:
        return False
    delivered, kept = line.split(","), text.split(",")
    return len(delivered) == len(kept) and all(k in (d, MASK) for d, k in zip(delivered, kept, strict=True))


def compare_rows(files, dataset, rows, comparison):
    """Sums to the cent, by delta-rs and Arrow alone; then each accepted row with its place and values."""
    if dataset in FIRMS:
        columns = ["file", "line_number", "enterprise_code", "name"]
        mine = "file, line, firm, name"
        if dataset == "rated_enterprise":
            columns += ["rating", "is_default"]
            mine += ", rating, is_default"
    else:
        invoices = INVOICES[dataset]
        for amount in AMOUNTS:
            comparison.add(
                f"{dataset} sum of {amount}",
                files.one(f"SELECT sum({amount}) FROM judged_{dataset} WHERE state = 'accepted'"),
                exact_sum(rows[amount]),
            )
        columns = ["file", "line_number", invoices.firm_column, "invoice_number", "issued_on"]
        columns += [invoices.other_column, *AMOUNTS, "is_void"]
        mine = "file, line, firm, invoice_number, issued_on, other, net_cny, tax_cny, gross_cny, is_void"
    in_lake = rows.select(columns)
    files.db.register("in_lake", in_lake)
    same = files.one(
        f"""
        SELECT count(*) FROM (
            SELECT {mine} FROM judged_{dataset} WHERE state = 'accepted' INTERSECT ALL SELECT * FROM in_lake)
        """
    )
    files.db.unregister("in_lake")
    comparison.add(f"{dataset} rows equal by place and value", files.states(dataset)["accepted"], same)


def exact_sum(column):
    return pc.sum(column.cast(pa.decimal128(38, 2))).as_py()


def compare_subjects(files, lake, comparison):
    subjects = lake.table("subject/subject").to_pylist()
    firms = {
        code
        for dataset in FIRMS
        for (code,) in files.db.execute(f"SELECT firm FROM judged_{dataset} WHERE state = 'accepted'").fetchall()
    }
    comparison.add("subjects", len(firms), len({s["subject_id"] for s in subjects}))
    comparison.add(
        "subjects with a code of the information files",
        len(firms),
        len(firms & {s["code"] for s in subjects}),
    )
    return {s["subject_id"]: s["code"] for s in subjects}


def compare_counterparties(files, lake, comparison):
    accepted, trading = set(), set()
    for dataset, invoices in INVOICES.items():
        rows = lake.table(f"records/invoice/{dataset}", [invoices.other_column, "is_void"])
        accepted.update(pc.unique(rows[invoices.other_column]).to_pylist())
        valid = rows.filter(pc.invert(rows["is_void"]))
        trading.update(pc.unique(valid[invoices.other_column]).to_pylist())
    count = "SELECT count(DISTINCT CASE WHEN firm = seller THEN buyer ELSE seller END) FROM invoice"
    comparison.add("counterparties in accepted invoices", files.one(count), len(accepted))
    comparison.add("counterparties in accepted valid invoices", files.one(count + " WHERE NOT is_void"), len(trading))
    identifiers = lake.table("subject/identifier", ["as_of_date", "method", "scheme", "code"]).to_pylist()
    latest = max(i["as_of_date"] for i in identifiers)
    external = {
        (i["scheme"], i["code"]) for i in identifiers if i["as_of_date"] == latest and i["method"] == "external"
    }
    comparison.add("counterparties linked as external", files.one(count), len(external))
    linked = Counter(i["method"] for i in identifiers if i["as_of_date"] == latest and i["method"] != "external")
    # Each firm's code stands in its information file and on one side of its invoices.
    mine = sum(
        files.one(f"SELECT count(DISTINCT firm) FROM judged_{d} WHERE state = 'accepted'") for d in [*FIRMS, *INVOICES]
    )
    comparison.add("codes of firms linked exactly, by dataset", mine, linked["exact"])
    return latest


def compare_network(files, lake, codes, as_of, comparison):
    rows = lake.table("network/edge")
    rows = rows.filter(pc.and_(pc.equal(rows["as_of_date"], as_of), pc.equal(rows["observed_on"], as_of)))
    edges = {
        (codes.get(e["source_id"], e["source_id"]), codes.get(e["target_id"], e["target_id"])): (
            e["amount_cny"],
            e["invoice_count"],
            e["first_on"],
            e["last_on"],
        )
        for e in rows.to_pylist()
    }
    files.db.execute(
        """
        CREATE TABLE edge AS
        SELECT seller, buyer, sum(net_cny) AS amount, count(*) AS invoices, min(issued_on) AS first_on,
               max(issued_on) AS last_on
        FROM invoice WHERE NOT is_void AND issued_on <= ? GROUP BY seller, buyer HAVING sum(net_cny) > 0
        """,
        [as_of],
    )
    mine = {(s, b): tuple(v) for s, b, *v in files.db.execute("SELECT * FROM edge").fetchall()}
    comparison.add("supply edges", len(mine), rows.num_rows)
    comparison.add(
        "supply edges equal by amount, invoices and days",
        len(mine),
        sum(edges.get(pair) == value for pair, value in mine.items()),
    )
    comparison.add("sum of the edges' amounts", sum(v[0] for v in mine.values()), exact_sum(rows["amount_cny"]))

    metrics = lake.table("network/metric", ["as_of_date", "observed_on", "vertex_id", "is_external"]).to_pylist()
    external = {
        m["vertex_id"] for m in metrics if m["as_of_date"] == as_of and m["observed_on"] == as_of and m["is_external"]
    }
    parties = {party for pair in mine for party in pair if party.startswith("counterparty:")}
    comparison.add("external parties of the network", len(parties), len(external))
    comparison.add("external parties of both", len(parties), len(parties & external))


def compare_features(files, lake, codes, as_of, comparison):
    values = {}
    for row in lake.table("feature/value").to_pylist():
        if row["as_of_date"] == as_of and row["observed_on"] == as_of:
            values[codes.get(row["subject_id"]), row["feature"]] = row["value"]

    is_leap_day = (as_of.month, as_of.day) == (2, 29)
    year_ago = date(as_of.year - 1, as_of.month, 28 if is_leap_day else as_of.day)
    sales = dict(
        files.db.execute(
            """
            SELECT firm, sum(net_cny) FROM invoice
            WHERE firm = seller AND NOT is_void AND issued_on > ? AND issued_on <= ? GROUP BY firm
            """,
            [year_ago, as_of],
        ).fetchall()
    )
    same = sum(values.get((code, "sales_12m_cny")) == float(sales.get(code, 0)) for code in codes.values())
    comparison.add("firms with the same sales_12m_cny", len(codes), same)

    customers = {}
    for seller, amount in files.db.execute("SELECT seller, amount FROM edge").fetchall():
        customers.setdefault(seller, []).append(amount)
    same = 0
    for code in codes.values():
        value = values.get((code, "customer_hhi"))
        amounts = customers.get(code)
        if amounts is None or value is None:
            same += amounts is None and value is None
            continue
        total = Fraction(sum(amounts))
        expected = float(sum((Fraction(a) / total) ** 2 for a in amounts))
        same += abs(value - expected) <= CONCENTRATION_TOLERANCE
    comparison.add("firms with the same customer_hhi", len(codes), same)


def compare_profiles(files, lake, codes, as_of, comparison):
    """Every row that a profile points at: it is an accepted row of that firm, of the right side of the trade."""
    places = {
        (dataset, file, line): (firm, is_void)
        for dataset, file, line, firm, is_void in files.db.execute(
            "SELECT 'invoice/' || dataset, file, line, firm, is_void FROM invoice"
        ).fetchall()
    }
    profiles = [p for p in lake.table("profile/subject").to_pylist() if p["as_of_date"] == as_of]
    comparison.add("profiles", len(codes), len(profiles))
    pointers, own, of_side, valid = 0, 0, 0, 0
    for profile in profiles:
        for reason in json.loads(profile["profile"])["assessment"].get("reasons", []):
            for row in reason.get("rows", []):
                pointers += 1
                firm, is_void = places.get((row["dataset"], row["file"], row["line"]), (None, None))
                own += firm == codes[profile["subject_id"]]
                of_side += is_of_side(reason["feature"], row["dataset"])
                valid += is_void is False or reason["feature"] in VOID_FEATURES
    comparison.add("rows that reasons point at, of the firm itself", pointers, own)
    comparison.add("rows that reasons point at, of the right side of the trade", pointers, of_side)
    comparison.add("rows that reasons point at, not void where void ones do not count", pointers, valid)


def is_of_side(feature, dataset):
    is_purchase = feature.startswith(PURCHASE_FEATURES)
    return feature in BOTH_SIDES or dataset.endswith("_input" if is_purchase else "_output")


def list_quarantine(files, quarantine):
    print(f"\nquarantined rows: {len(quarantine)}")
    for q in sorted(quarantine, key=lambda q: (q["file"], q["line_number"])):
        line = files.one(
            f"SELECT max(text) FROM line_{q['dataset']} WHERE file = ? AND line = ?",
            [q["file"], q["line_number"]],
        )
        verdict = "as the file has it" if is_text_of(line, q["text"]) else f"THE FILE HAS {line}"
        print(f"  {q['file']}:{q['line_number']}  {', '.join(q['rules'])}")
        print(f"    {q['text']}  ({verdict})")


def run(landing, lake_root, report_file):
    report = json.loads(report_file.read_text(encoding="utf-8")) if report_file else None
    lake = Lake(lake_root)
    files = Files(landing)
    files.trade()
    comparison = Comparison()
    quarantine = compare_counts(files, lake, report, comparison)
    codes = compare_subjects(files, lake, comparison)
    as_of = compare_counterparties(files, lake, comparison)
    compare_network(files, lake, codes, as_of, comparison)
    compare_features(files, lake, codes, as_of, comparison)
    compare_profiles(files, lake, codes, as_of, comparison)
    comparison.print()
    list_quarantine(files, quarantine)
    return 0 if comparison.agrees else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--landing", type=Path, required=True, help="the folder with giyn/data")
    parser.add_argument("--lake", type=Path, required=True, help="the root of the filled lake")
    parser.add_argument("--report", type=Path, help="what refresh --report wrote, to be compared too")
    options = parser.parse_args()
    try:
        return run(options.landing.resolve(), options.lake.resolve(), options.report)
    except (Unreadable, OSError) as e:
        print(e, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
