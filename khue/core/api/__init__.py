"""The API: another door to the same selectors and services, described by OpenAPI 3.1, errors as RFC 9457 problems.

Rooms register routers; the portal mounts them under `/api/v1`. Offers the house's router, the problem handlers, cursor
pages and a router made from a `Resource`.
"""

from khue.core.api.problems import Problem, answer_problem
from khue.core.api.resources import resource_router
from khue.core.api.routing import HouseRouter, house_api

__all__ = ["HouseRouter", "Problem", "answer_problem", "house_api", "resource_router"]
