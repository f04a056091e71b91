"""Programs that somebody can copy from the page and run; the tests run those in Python."""

from __future__ import annotations

from dataclasses import dataclass

_BASE = "BASE_ADDRESS"


@dataclass(frozen=True)
class Example:
    """`language` names it on the page and in the tests."""

    language: str
    program: str

    def at(self, base: str) -> str:
        """The program as it stands on the page of a service whose API is there."""
        return self.program.replace(_BASE, base).strip()


PYTHON = Example(
    "python",
    """
import json
import os
from urllib.request import Request, urlopen

BASE = "BASE_ADDRESS"
KEY = {"Authorization": "Bearer " + os.environ["GESPREKSTAFEL_TOKEN"]}


def get(path):
    with urlopen(Request(BASE + path, headers=KEY)) as answer:
        return json.load(answer)


slug = get("/programmes")["programmes"][0]["slug"]
statements, after, more = [], 0, True
while more:
    page = get(f"/programmes/{slug}/statements?after={after}&limit=1000")
    statements += page["statements"]
    after, more = page["last"], page["more"]
print(slug, len(statements))
""",
)

REQUESTS = Example(
    "requests",
    """
import os
import time

import requests

web = requests.Session()
web.headers["Authorization"] = "Bearer " + os.environ["GESPREKSTAFEL_TOKEN"]
base = "BASE_ADDRESS/programmes"
slug = web.get(base).json()["programmes"][0]["slug"]
rounds = int(os.environ.get("ROUNDS", "720"))  # an hour

seen = ""
for _ in range(rounds):
    answer = web.get(f"{base}/{slug}/themes", headers={"If-None-Match": seen})
    if answer.status_code == 200:
        seen = answer.headers["ETag"]
        for theme in answer.json()["themes"]:
            members = theme["members"]
            print(theme["name"], len(members["decided"]), len(members["proposed"]))
    time.sleep(5)
""",
)

R = Example(
    "r",
    """
library(httr2)

api <- request("BASE_ADDRESS") |>
  req_auth_bearer_token(Sys.getenv("GESPREKSTAFEL_TOKEN"))

get <- function(path, ...) {
  api |>
    req_url_path_append(path) |>
    req_url_query(...) |>
    req_perform() |>
    resp_body_json(simplifyVector = TRUE)
}

slug <- get("programmes")$programmes$slug[1]
pages <- list()
after <- 0
repeat {
  page <- get(paste0("programmes/", slug, "/statements"), after = after, limit = 1000)
  pages <- c(pages, list(page$statements))
  after <- page$last
  if (!page$more) break
}
statements <- jsonlite::rbind_pages(pages)
table(statements$state)
""",
)
