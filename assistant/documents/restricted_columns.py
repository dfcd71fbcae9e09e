"""Columns of ledgers that are for staff only, whatever the ledger's clearance."""

import re

# What a bureau keeps beside a listing for its own negotiations, or about persons; matched anywhere in the joined header.
RESTRICTED_HEADERS = (
    "底价",
    "最低价",
    "最低租金",
    "谈判",
    "心理价",
    "内部",
    "保密",
    "产权人电话",
    "产权人联系",
    "产权人手机",
    "产权人姓名",
    "业主电话",
    "业主联系",
    "业主手机",
    "业主姓名",
    "房东",
    "身份证",
    "银行账",
    "纳税",
    "税收",
    "税额",
    "缴税",
)
_SPACES = re.compile(r"\s+")


def is_restricted_header(header: str) -> bool:
    """Whether a column of this header is for staff only."""
    plain = _SPACES.sub("", header)
    return any(word in plain for word in RESTRICTED_HEADERS)
