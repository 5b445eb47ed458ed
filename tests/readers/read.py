"""Reads an org with Okta's SDK for Python, and prints one line of JSON: how much it saw, and what that cost.

    read.py URL TOKEN lists                     users, groups, apps, policies of each type named in POLICY_TYPES, the log of a day
    read.py URL TOKEN speed LOOKED_INTO EVENTS  users, factors and roles of so many of them, so many entries of the log
"""

import asyncio
import json
import os
import sys
import time
from datetime import datetime, timedelta, timezone

from okta.client import Client
from okta.pagination import PaginationHelper


async def pages(call, **parameters):
    """Each page of a list. The SDK's own loop takes an error for the end."""
    after = None
    while True:
        page, response, error = await call(after=after, **parameters)
        if error:
            raise RuntimeError(f"{call.__name__}: {error}")
        yield page
        after = PaginationHelper.extract_next_cursor(response.headers)
        if not after:
            return


async def items(call, **parameters):
    return [item async for page in pages(call, **parameters) for item in page]


async def one(call, *parameters):
    found, _, error = await call(*parameters)
    if error:
        raise RuntimeError(f"{call.__name__}: {error}")
    return found


def day():
    now = datetime.now(timezone.utc)
    since, until = ((now - timedelta(days=days)).strftime("%Y-%m-%dT%H:00:00Z") for days in (2, 1))
    return {"since": since, "until": until, "limit": 1000, "sort_order": "ASCENDING"}


async def lists(client):
    types = os.environ["POLICY_TYPES"].split()
    users = await items(client.list_users, limit=50)
    gone = await items(client.list_users, limit=50, filter='status eq "DEPROVISIONED"')
    groups = await items(client.list_groups, limit=20)
    apps = await items(client.list_applications, limit=5)
    policies = [policy for kind in types for policy in await items(client.list_policies, type=kind)]
    seen = await items(client.list_log_events, **day())
    kept = {"users": users + gone, "groups": groups, "apps": apps, "policies": policies}
    counts = {name: len({thing.id for thing in things}) for name, things in kept.items()}
    return counts | {"events": len({event.uuid for event in seen}), **day()}


async def people(client, looked_into):
    ids = [user.id for user in await items(client.list_users, limit=200)]
    seen = {"users": len(ids), "factors": 0, "roles": 0}
    waiting = iter(ids[:looked_into])

    async def look():
        for user in waiting:
            factors = await one(client.list_factors, user)
            roles = await one(client.list_assigned_roles_for_user, user)
            # Not in one line: others count while this one waits.
            seen["factors"] += len(factors)
            seen["roles"] += len(roles)

    await asyncio.gather(*(look() for _ in range(4)))
    return seen


async def log(client, events):
    seen = 0
    async for page in pages(client.list_log_events, **day()):
        seen += len(page)
        if seen >= events:
            return seen
    return seen


def peak_mib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024


async def main():
    url, token, work, *numbers = sys.argv[1:]
    # The simulator is called by plain HTTP; the SDK takes that from nowhere but its environment.
    os.environ["OKTA_TESTING_TESTINGDISABLEHTTPSCHECK"] = "true"
    async with Client({"orgUrl": url, "token": token}) as client:
        if work == "lists":
            return await lists(client)
        looked_into, events = map(int, numbers)
        begun, ready = time.monotonic(), time.process_time()
        told = await people(client, looked_into)
        between = time.process_time()
        told["events"] = await log(client, events)
        ended = time.process_time()
        return told | {"people_seconds": between - ready, "events_seconds": ended - between, "elapsed_seconds": time.monotonic() - begun,
                       "peak_mib": peak_mib()}


print(json.dumps(asyncio.run(main())))
