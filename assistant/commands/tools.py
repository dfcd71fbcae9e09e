"""``huizhao tools``, ``tool`` and ``mcp``: the tools by name, and for programs that start 慧招 themselves."""

import json
import sys
from typing import Annotated

import typer

from assistant.commands.asking import AsRole
from assistant.commands.ingesting import Json
from assistant.commands.running import fail, loading, local_principal, messages_for_errors, print_json, services, stdout
from assistant.errors import InvalidInput
from assistant.records import Role


def tools(as_json: Json = False) -> None:
    """列出全部工具；加 --json 给出参数和结果的 JSON Schema。"""
    with loading():
        from assistant.tools.toolbox import TOOLS

    if as_json:
        print_json(
            [
                {
                    "name": tool.name,
                    "title": tool.title,
                    "description": tool.description,
                    "english": tool.english,
                    "input_schema": tool.input_schema,
                    "output_schema": tool.output_schema,
                }
                for tool in TOOLS.values()
            ]
        )
        return
    for tool in TOOLS.values():
        stdout.print(f"{tool.name}  {tool.title}", style="bold", highlight=False, markup=False)
        stdout.print(f"  {tool.description}", highlight=False, markup=False)
        names = "、".join(tool.input_schema.get("properties", ()))
        stdout.print(f"  参数：{names}\n", highlight=False, markup=False)


def tool(
    name: Annotated[str, typer.Argument(help="工具名，见 huizhao tools")],
    arguments: Annotated[str, typer.Argument(help="""参数，一个 JSON 对象；写 - 从标准输入读""")] = "{}",
    role: AsRole = Role.INVESTOR,
    as_json: Json = False,
) -> None:
    """用一个工具，如 huizhao tool list_documents '{"kind": "policy"}'。返回码：0 有结果，1 没有这个工具或文件，2 参数不可用。"""
    with messages_for_errors():
        given = _read(sys.stdin.read() if arguments == "-" else arguments)
        with loading():
            from assistant.tools.toolbox import tool_named

        chosen = tool_named(name)
        checked = chosen.read(given)
    with services() as wired:
        found = wired.toolbox.use(chosen, checked, local_principal(role))
        value = found.model_dump(mode="json")
        if as_json:
            print_json(value)
        else:
            _print(value)


def mcp(role: AsRole = Role.INVESTOR) -> None:
    """作为 MCP 服务运行在标准输入输出上，供本机的客户端启动；默认以客商身份，只给公开资料。"""
    with services() as wired:
        with loading():
            from assistant.mcp.stdio import serve

        serve(wired.toolbox, local_principal(role))


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        fail(InvalidInput('参数不是有效的 JSON；请写成 \'{"query": "租金补贴"}\' 这样'))


def _print(value: object, depth: int = 0) -> None:
    """A result for people: its parts under each other, what is empty left out."""
    space = "  " * depth
    if isinstance(value, dict):
        for key, part in value.items():
            if part in (None, "", [], {}):
                continue
            if isinstance(part, dict | list):
                stdout.print(f"{space}{key}：", style="bold", highlight=False, markup=False)
                _print(part, depth + 1)
            else:
                stdout.print(f"{space}{key}：{part}", highlight=False, markup=False)
    elif isinstance(value, list):
        for part in value:
            _print(part, depth)
            if isinstance(part, dict):
                stdout.print()
    else:
        stdout.print(f"{space}{value}", highlight=False, markup=False)
