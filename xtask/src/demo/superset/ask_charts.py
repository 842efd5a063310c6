"""Imports bi/superset into a Superset of its own, and asks each chart and each metric for data from the warehouse.

Arguments: the folder of the bundle, then host and port, database, user of the warehouse. WAREHOUSE_PASSWORD is the password of the
user, SUPERSET_PASSWORD that of Superset's `admin`.
"""

import io
import json
import os
import pathlib
import sys
import zipfile

from superset.app import create_app

folder, address, database, user = sys.argv[1:]
folder = pathlib.Path(folder)
URI = "superset:XXXXXXXXXX@db.example:5432/warehouse?sslmode=require"
DATABASE_FILE = "databases/warehouse.yaml"


def bundle():
    """The folder as a ZIP file, with the address of this warehouse; the password comes apart, as a user types it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(folder.rglob("*.yaml")):
            text, name = path.read_text(), str(path.relative_to(folder))
            if name == DATABASE_FILE:
                assert URI in text, f"{name} has another address than this script replaces"
                text = text.replace(URI, f"{user}:XXXXXXXXXX@{address}/{database}")
            archive.writestr(f"superset/{name}", text)
    file.seek(0)
    return file


def expect(response, what):
    if response.status_code != 200:
        sys.exit(f"{what}: {response.status_code} {response.get_data(as_text=True)}")
    return response.get_json()


# Without a context of its own, or the first request's user would be that of all.
client = create_app().test_client()
login = {"username": "admin", "password": os.environ["SUPERSET_PASSWORD"], "provider": "db"}
token = expect(client.post("/api/v1/security/login", json=login), "login")["access_token"]
headers = {"Authorization": f"Bearer {token}"}
form = {
    "formData": (bundle(), "superset.zip"),
    "passwords": json.dumps({DATABASE_FILE: os.environ["WAREHOUSE_PASSWORD"]}),
    "overwrite": "true",
}
expect(client.post("/api/v1/dashboard/import/", data=form, headers=headers), "import")

charts = expect(client.get("/api/v1/chart/?q=(page_size:100)", headers=headers), "charts")["result"]
for chart in charts:
    what = f"chart {chart['slice_name']}"
    answer = expect(client.get(f"/api/v1/chart/{chart['id']}/data/", headers=headers), what)["result"][0]
    if not answer["data"]:
        sys.exit(f"{what} has no rows: {answer['query']}")

datasets = expect(client.get("/api/v1/dataset/?q=(page_size:100)", headers=headers), "datasets")["result"]
metrics = 0
for dataset in datasets:
    what = f"dataset {dataset['table_name']}"
    known = expect(client.get(f"/api/v1/dataset/{dataset['id']}", headers=headers), what)["result"]
    names = [metric["metric_name"] for metric in known["metrics"]]
    query = {
        "datasource": {"id": dataset["id"], "type": "table"},
        "queries": [{"columns": ["account_id"], "metrics": names, "row_limit": 10}],
    }
    rows = expect(client.post("/api/v1/chart/data", json=query, headers=headers), what)["result"][0]["data"]
    if not rows or any(row[name] is None for name in names for row in rows):
        sys.exit(f"{what}: an account lacks a metric: {rows}")
    metrics += len(names)

if not charts or not datasets:
    sys.exit("the bundle brought no chart or no dataset")
print(f"{len(charts)} charts and {metrics} metrics of {len(datasets)} datasets have answers")
