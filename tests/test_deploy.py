"""What is deployed: containers, chart and proxy fit the program, run without privileges, and keep a visitor at one process."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from fastapi import FastAPI
from pydantic import BaseModel

from assistant import __version__
from assistant.cli import _COMMANDS
from assistant.sections.service import Section
from assistant.settings import Settings
from tests.processes import free_ports
from tests.serving import serving

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
HELM = shutil.which("helm")
GIVEN = {
    "database.existingSecret": "db",
    "secret.existingSecret": "signing",
    "backup.existingClaim": "backups",
    "ingress.enabled": "true",
    "files.url": "s3://bucket/folder",
    "files.existingSecret": "s3",
}


def settings_names(model: type[BaseModel] = Settings, before: str = "HUIZHAO_") -> Iterator[str]:
    """The environment variables that the program reads."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Section):
            yield from settings_names(kind, f"{before}{name.upper()}__")
        else:
            yield f"{before}{name.upper()}"


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(DEPLOY.rglob("*")) if path.is_file()] or [None],
    ids=lambda path: path.relative_to(DEPLOY).as_posix(),
)
def test_every_setting_that_is_named_is_one(path: Path) -> None:
    named = set(re.findall(r"\bHUIZHAO_[A-Z0-9_]*[A-Z0-9]\b", path.read_text(encoding="utf-8")))
    assert named - set(settings_names()) <= {"HUIZHAO_IMAGE"}


def test_the_image_runs_as_nobody_with_what_it_needs() -> None:
    last = CONTAINERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.M)
    assert re.search(r"^HEALTHCHECK ", last, re.M)
    assert 'ENTRYPOINT ["huizhao"]' in last
    assert "postgresql-client" in last
    assert "load_embedder" in CONTAINERFILE.rpartition("\nFROM ")[0]
    assert re.search(r"HUIZHAO_EMBEDDING__CACHE_DIR=/opt/huizhao/model", last)
    copied = set(re.findall(r"^COPY (\w+) \w+$", CONTAINERFILE, re.M))
    project = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text(encoding="utf-8"))
    packages = {pattern.rstrip("*") for pattern in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert copied == packages


def test_images_are_built_without_data_secrets_and_tests() -> None:
    ignored = (DEPLOY.parent / ".containerignore").read_text(encoding="utf-8")
    assert (DEPLOY.parent / ".dockerignore").read_text(encoding="utf-8") == ignored
    assert {".git", ".venv", "data", "tests"} <= set(ignored.split())


def test_each_profile_of_compose_is_complete() -> None:
    services = COMPOSE["services"]
    assert {profile for service in services.values() for profile in service["profiles"]} == {
        "single",
        "servers",
        "model",
        "backup",
    }
    for name, service in services.items():
        needed = set(service.get("depends_on", ()))
        assert all(services[other]["profiles"] == service["profiles"] for other in needed), name
        volumes = {volume.partition(":")[0] for volume in service.get("volumes", ()) if volume[0] not in "./$"}
        assert volumes <= COMPOSE["volumes"].keys(), name
        if "build" in service:
            assert service["read_only"] and service["cap_drop"] == ["ALL"], name
            assert service.get("command", ["serve"])[0] in _COMMANDS, name
    for name, condition in services["api-1"]["depends_on"].items():
        assert condition["condition"] != "service_healthy" or "healthcheck" in services[name]
    chroma = re.search(r"^chromadb==(\S+)$", (DEPLOY.parent / "constraints.txt").read_text(), re.M)
    assert chroma and f"chroma:{chroma[1]}}}" in services["chroma"]["image"]
    upstream = (DEPLOY / "nginx-upstream-compose.conf").read_text(encoding="utf-8")
    assert set(re.findall(r"server ([\w-]+):8000", upstream)) == {name for name in services if name.startswith("api-")}


def test_the_values_of_the_chart_fit_their_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="comes with schemathesis")
    schema = json.loads((DEPLOY / "chart/values.schema.json").read_text(encoding="utf-8"))
    values = yaml.safe_load((DEPLOY / "chart/values.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(values, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**values, "settings": {"LLM": "x"}}, schema)


def test_templates_use_no_value_that_there_is_not() -> None:
    values = yaml.safe_load((DEPLOY / "chart/values.yaml").read_text(encoding="utf-8"))
    for template in (DEPLOY / "chart/templates").iterdir():
        for path in re.findall(r"\.Values\.([\w.]+)", template.read_text(encoding="utf-8")):
            found = values
            for name in path.split("."):
                assert isinstance(found, dict) and name in found, f"{template.name}: .Values.{path}"
                found = found[name]


def test_blocks_of_templates_are_closed() -> None:
    for template in (DEPLOY / "chart/templates").iterdir():
        depth = 0
        for word in re.findall(r"\{\{-?\s*(if|range|with|define|end)\b", template.read_text(encoding="utf-8")):
            depth += -1 if word == "end" else 1
            assert depth >= 0, template.name
        assert depth == 0, template.name


@pytest.mark.skipif(HELM is None, reason="helm is not installed")
def test_the_chart_as_helm_renders_it() -> None:
    sets = [part for name, value in GIVEN.items() for part in ("--set", f"{name}={value}")]
    command = [str(HELM), "template", "r", str(DEPLOY / "chart"), "--kube-version", "1.30.0", *sets]
    rendered = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    documents = [document for document in yaml.safe_load_all(rendered) if document]
    workloads = {one["metadata"]["name"]: one for one in documents if one["kind"] in {"Deployment", "CronJob"}}
    assert set(workloads) == {"r-huizhao-api", "r-huizhao-worker", "r-huizhao-backup"}
    for name, workload in workloads.items():
        spec = workload["spec"]
        pod = (spec["jobTemplate"]["spec"] if workload["kind"] == "CronJob" else spec)["template"]["spec"]
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["args"][0] in _COMMANDS, name
        assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}
        names = [variable["name"] for variable in container["env"]]
        assert len(names) == len(set(names))
        assert set(names) <= set(settings_names())
    (ingress,) = (one for one in documents if one["kind"] == "Ingress")
    assert ingress["metadata"]["annotations"]["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    missing = subprocess.run([*command[:6]], capture_output=True, text=True, check=False)
    assert missing.returncode != 0 and "existingSecret" in missing.stderr


def test_the_version_of_the_chart_is_the_programs() -> None:
    chart = yaml.safe_load((DEPLOY / "chart/Chart.yaml").read_text(encoding="utf-8"))
    assert chart["appVersion"] == __version__


@pytest.fixture
def balanced(tmp_path: Path) -> Iterator[str]:
    """A real nginx with the shipped configuration before two processes that say which they are."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if nginx is None:
        pytest.skip("nginx is not installed: apt-get install nginx-light")

    def app(name: str) -> FastAPI:
        made = FastAPI()
        made.get("/{rest:path}")(lambda rest: {"process": name})
        return made

    port = free_ports(1)
    with serving(app("one")) as one, serving(app("other")) as other:
        places = "".join(f"server {address.removeprefix('http://')};" for address in (one, other))
        upstream = re.sub(r"(?m)^ +server .*\n", "", (DEPLOY / "nginx-upstream.conf").read_text())
        (tmp_path / "upstream.conf").write_text(upstream.replace("keepalive", f"{places} keepalive"))
        site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
        for told, here in (
            ("/etc/nginx/huizhao-upstream.conf", str(tmp_path / "upstream.conf")),
            ("listen 443 ssl;", f"listen 127.0.0.1:{port};"),
            ("    http2 on; ", "    # "),  # from nginx 1.25 on
        ):
            assert told in site
            site = site.replace(told, here)
        (tmp_path / "site.conf").write_text(re.sub(r"(?m)^ +ssl_certificate.*\n", "", site))
        paths = "".join(
            f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (tmp_path / "nginx.conf").write_text(
            f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; daemon off; worker_processes 1;\n"
            f"events {{}}\nhttp {{ access_log off; {paths} include {tmp_path}/site.conf; }}\n"
        )
        configured = [nginx, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
        tested = subprocess.run([*configured, "-t"], capture_output=True, text=True, check=False)
        assert tested.returncode == 0, tested.stderr
        process = subprocess.Popen(configured)
        try:
            transport = httpx.HTTPTransport(retries=20)  # until it listens
            with httpx.Client(transport=transport) as client:
                client.get(f"http://127.0.0.1:{port}/healthz").raise_for_status()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def test_a_browser_stays_with_one_process_and_programs_are_spread(balanced: str) -> None:
    for _ in range(8):
        first = httpx.get(f"{balanced}/")
        cookie = first.headers["Set-Cookie"]
        assert re.fullmatch(r"huizhao_visitor=[0-9a-f]{32}; Path=/; HttpOnly; Secure; SameSite=Lax", cookie)
        sent = {"Cookie": cookie.partition(";")[0]}
        again = [httpx.get(f"{balanced}/gradio_api/queue/data", headers=sent) for _ in range(6)]
        assert {answer.json()["process"] for answer in again} == {first.json()["process"]}
        assert not any("Set-Cookie" in answer.headers for answer in again)
    assert {httpx.get(f"{balanced}/api/search").json()["process"] for _ in range(40)} == {"one", "other"}
    assert httpx.get(f"{balanced}/metrics").status_code == 404
