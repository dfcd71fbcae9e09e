"""What is wrong with what a program sent, in Chinese."""

from collections.abc import Callable, Mapping, Sequence

Context = Mapping[str, object]

_SHOWN = 5
_MESSAGES: Mapping[str, Callable[[Context], str]] = {
    "missing": lambda _: "没有填写",
    "extra_forbidden": lambda _: "没有这一项",
    "string_type": lambda _: "应为文字",
    "string_too_short": lambda context: f"至少 {context['min_length']} 个字符",
    "string_too_long": lambda context: f"最多 {context['max_length']} 个字符",
    "too_short": lambda context: f"至少 {context['min_length']} 项",
    "too_long": lambda context: f"最多 {context['max_length']} 项",
    "int_parsing": lambda _: "应为整数",
    "int_type": lambda _: "应为整数",
    "int_from_float": lambda _: "应为整数",
    "float_parsing": lambda _: "应为数字",
    "float_type": lambda _: "应为数字",
    "finite_number": lambda _: "应为有限的数字",
    "bool_parsing": lambda _: "应为 true 或 false",
    "bool_type": lambda _: "应为 true 或 false",
    "tuple_type": lambda _: "应为数组",
    "greater_than_equal": lambda context: f"不能小于 {context['ge']}",
    "greater_than": lambda context: f"应大于 {context['gt']}",
    "less_than_equal": lambda context: f"不能大于 {context['le']}",
    "enum": lambda context: f"应为 {str(context['expected']).replace(' or ', '、')} 之一",
    "literal_error": lambda context: f"应为 {str(context['expected']).replace(' or ', '、')} 之一",
    "value_error": lambda context: str(context["error"]),
    "json_invalid": lambda _: "不是有效的 JSON",
    "unknown": lambda _: "格式不正确",
    "model_attributes_type": lambda _: "应为 JSON 对象",
    "model_type": lambda _: "应为 JSON 对象",
}


def describe(problems: Sequence[Mapping[str, object]], within: int = 1) -> str:
    """One sentence that names each unusable field; the caller's values are not repeated.

    The first ``within`` parts of a place are left out: a request's are its ``body`` or ``query``.
    """
    return "请求有误：" + "；".join(_describe_one(problem, within) for problem in problems[:_SHOWN])


def _describe_one(problem: Mapping[str, object], within: int) -> str:
    place = problem["loc"]
    parts = [str(part) for part in place[within:]] if isinstance(place, tuple | list) else []
    context = problem.get("ctx")
    wording = _MESSAGES.get(str(problem["type"]), _MESSAGES["unknown"])
    field = ".".join(parts) if problem["type"] != "json_invalid" and parts else "请求内容"
    return f"{field} {wording(context if isinstance(context, Mapping) else {})}"
