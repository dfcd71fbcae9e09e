"""What policies are sorted by, in English: kinds of texts, and what they pay for."""

from collections.abc import Mapping

FORMS: Mapping[str, str] = {
    "办法": "Measures",
    "措施": "Initiatives",
    "政策": "Policies",
    "细则": "Detailed rules",
    "规程": "Procedures",
    "通知": "Notices",
    "意见": "Opinions",
    "方案": "Plans",
    "规定": "Provisions",
    "条例": "Regulations",
    "决定": "Decisions",
    "公告": "Announcements",
    "指南": "Guides",
}
THEMES: Mapping[str, str] = {
    "租金和用房": "Rent and premises",
    "购房和建设": "Buying and building",
    "装修改造": "Fitting out and renewal",
    "落户开办": "Settling in",
    "投资和技改": "Investment and upgrading",
    "研发创新": "R&D",
    "人才": "Talent",
    "就业和培训": "Jobs and training",
    "融资和上市": "Finance and listing",
    "企业培育": "Growing enterprises",
    "会展和消费": "Exhibitions and consumption",
    "外资外贸": "Foreign investment and trade",
    "不限行业": "Any industry",
}
