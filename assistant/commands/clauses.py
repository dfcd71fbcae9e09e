"""``huizhao clause``: what stands at an address."""

import typer

from assistant.api.schemas.clauses import ClausesResponse
from assistant.commands.asking import AsOf, AsRole, day_of
from assistant.commands.ingesting import Json
from assistant.commands.running import fail, local_principal, print_json, record, stderr, stdout
from assistant.errors import NotFound
from assistant.policies.clause_messages import edition_line, missing_lines
from assistant.policies.clauses import ClauseFinder
from assistant.records import Role


def clause(address: str, role: AsRole = Role.STAFF, as_of: AsOf = None, as_json: Json = False) -> None:
    """按地址查条款，如 "《某某办法》第八条第二款"，可以写几条。返回码：0 都查到，1 有没查到的，2 地址不可用。"""
    day, principal = day_of(as_of), local_principal(role)
    with record() as database:
        finder = ClauseFinder(database)
        lookups = finder.look_up_all(address, principal, day)
        missing = "\n".join(missing_lines(lookups, day))
        found = [lookup for lookup in lookups if lookup.found]
        if not found:
            fail(NotFound(missing if lookups[0].candidates else f"没有查到这一条：{missing}"))
        if as_json:
            response = ClausesResponse.of(lookups, finder, principal, day).model_dump(mode="json")
            first = next(entry for entry in response["clauses"] if entry["outcome"] == "found")
            print_json({**first, **response})
        else:
            for lookup in found:
                label = f"{lookup.chunks[0].citation}{lookup.address.part}"
                stdout.print(f"{label}（{lookup.status_on(day)}）", style="bold", highlight=False, markup=False)
                stdout.print(lookup.text, highlight=False, markup=False)
            for line in dict.fromkeys(edition_line(lookup, day) for lookup in found):
                if line:
                    stderr.print(line, highlight=False, markup=False)
    if missing:
        stderr.print(missing, style="yellow", highlight=False, markup=False)
        raise typer.Exit(1)
