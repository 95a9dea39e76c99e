"""Airflow looks here; all that is built is in the package `vinelake_airflow`."""

import os

from vinelake_airflow.dag import build
from vinelake_airflow.settings import Settings

dag = build(Settings.of(os.environ))
