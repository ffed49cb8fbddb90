"""What schemathesis is told about this platform: who asks, which is not in the contract.

Signs a demo account in and steps it up, again and again, because neither lasts for a whole run.
"""

import os

import requests
import schemathesis

BASE = os.environ["AMANAT_FUZZ_BASE"]
EMAIL = os.environ.get("AMANAT_FUZZ_EMAIL")
PASSWORD = os.environ.get("AMANAT_FUZZ_PASSWORD")


def post(path, body, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.post(f"{BASE}{path}", json=body, headers=headers, timeout=30)
    if not answer.ok:
        # The library says only that it did not work.
        raise RuntimeError(f"{path} answered {answer.status_code}: {answer.text}")
    return answer.json()["data"]


if EMAIL:

    @schemathesis.auth(refresh_interval=240)
    class SignedIn:
        def get(self, case, context):
            token = post("/api/auth/login", {"email": EMAIL, "password": PASSWORD})["accessToken"]
            post("/api/auth/step-up", {"password": PASSWORD}, token)
            return token

        def set(self, case, data, context):
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}
