"""Searches that an account keeps on the server, and the rows that fit since they were looked at."""

from __future__ import annotations

from tests.api.conftest import World

PATH = "/api/searches"
NEED = {"conditions": [{"type": "range", "field": "VACANT_AREA_M2", "minimum": 2000}], "language": "zh"}


def test_a_kept_search_tells_what_fits_that_was_not_there_before(own_world: World) -> None:
    client, staff = own_world.client, own_world.headers["staff"]
    assert client.get(PATH).status_code == 401
    made = client.post(PATH, json={"title": "两千平以上", "need": NEED}, headers=staff)
    kept = made.json()
    assert (made.status_code, kept["fitting"], kept["added"]) == (201, 1, 0)
    assert client.post(PATH, json={"title": "同样的", "need": NEED}, headers=staff).json()["id"] == kept["id"]
    own_world.services.kept_searches.look_at(kept["id"], own_world.services.accounts.principal_called("staff"), [])
    (told,) = client.get(PATH, headers=staff).json()["searches"]
    assert (told["title"], told["added"], told["need"]["conditions"][0]["field"]) == ("同样的", 1, "VACANT_AREA_M2")
    assert client.get(PATH, headers=own_world.headers["admin"]).json() == {"searches": []}
    assert client.post(f"{PATH}/{kept['id']}/seen", headers=own_world.headers["admin"]).status_code == 404
    assert client.post(f"{PATH}/{kept['id']}/seen", headers=staff).status_code == 204
    assert client.get(PATH, headers=staff).json()["searches"][0]["added"] == 0
    assert client.delete(f"{PATH}/{kept['id']}", headers=staff).status_code == 204
    assert client.delete(f"{PATH}/{kept['id']}", headers=staff).status_code == 404
