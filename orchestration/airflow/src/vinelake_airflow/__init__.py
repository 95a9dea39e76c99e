"""Vinelake's refresh on Airflow: the plan as a DAG, and a client that starts it."""
