"""Policies: the list, each document as a tree of clauses, and searching inside one."""

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.dependencies import CurrentPrincipal, CurrentServices
from assistant.api.limiting import COUNTED_SEARCH
from assistant.api.schemas.base import Day, Offset
from assistant.api.schemas.policies import FoundResponse, TreeResponse, page_of
from assistant.contract.applying import Applying
from assistant.contract.policies import PolicyPage
from assistant.incentives.subjects import subjects_of_policies
from assistant.policies.policy_list import PolicyFilter, comparable, list_policies, listed
from assistant.policies.reader import DocumentReader
from assistant.records import Status
from assistant.workdays import today

router = APIRouter(prefix="/api/policies", tags=["政策"], dependencies=[COUNTED_SEARCH])


@router.get("", summary="政策列表")
def show_policies(
    principal: CurrentPrincipal,
    services: CurrentServices,
    kind: Annotated[str, Query(max_length=20, description="文种，如 办法、条例、通知")] = "",
    issuer: Annotated[str, Query(max_length=300, description="发文机关")] = "",
    status: Annotated[Status | None, Query(description="当天的效力")] = None,
    as_of: Annotated[Day, Query(description="按哪一天的效力，默认今天")] = None,
    q: Annotated[str, Query(max_length=200, description="标题、文号、发文机关中的字，空格隔开的都要有")] = "",
    theme: Annotated[str, Query(max_length=20, description="补什么，如 租金和用房、人才、研发创新")] = "",
    industry: Annotated[
        str, Query(max_length=20, description="点名的行业，如 生物医药；不限行业：没有点名行业的")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    offset: Offset = 0,
) -> PolicyPage:
    """有权查看的政策法规及其当天的效力，现行有效的在前；forms、issuers、statuses、themes、industries 是可供筛选的值和各自的份数。"""
    day = as_of or today()
    wanted = PolicyFilter(kind, issuer, status, q, theme, industry)
    subjects = subjects_of_policies(services.database)
    return page_of(list_policies(services.database, principal, day, wanted, limit, offset, subjects), day)


@router.get("/{document_id}/applying", summary="怎样申报")
def show_applying(
    document_id: str,
    principal: CurrentPrincipal,
    services: CurrentServices,
    benefit: Annotated[str, Query(max_length=60, description="其中一项补贴、奖励的名目；不写是整份文件")] = "",
    as_of: Annotated[Day, Query(description="按哪一天的效力，默认今天")] = None,
) -> Applying:
    """申报时间、材料、窗口、电话：从文件本身和库里的办事指南、申报通知中读出，各有出处；没有写明的一项 quotes 为空。"""
    return services.applying.card(document_id, benefit, principal, as_of or today())


@router.get("/{document_id}/tree", summary="一份文件的条款目录和全文")
def show_tree(
    document_id: str,
    principal: CurrentPrincipal,
    services: CurrentServices,
    as_of: Annotated[Day, Query(description="引用其他文件时按哪一天的效力，默认今天")] = None,
) -> TreeResponse:
    """编、章、节、条、款、项、目逐级展开，每一处有完整引用格式；文中提到的其他条款可以就地展开。"""
    day = as_of or today()
    tree = DocumentReader(services.clause_finder).tree(document_id, principal, day)
    policy = listed(services.database, principal, day, tree.info)
    return TreeResponse.of(tree, policy, comparable(services.database, principal, tree.info), day)


@router.get("/{document_id}/search", summary="在一份文件里查找")
def search_inside(
    document_id: str,
    principal: CurrentPrincipal,
    services: CurrentServices,
    q: Annotated[str, Query(max_length=200, description="要找的词，空格隔开的都要有；也可以是条号")],
) -> FoundResponse:
    """含有这些词的条、款、项，依原文次序。"""
    reader = DocumentReader(services.clause_finder)
    return FoundResponse.of(*reader.search(document_id, q, principal))
