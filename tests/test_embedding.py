"""The built-in model and embedding servers: rebuilt offline, exact lengths, vectors that mean something."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.vectorstores import InMemoryVectorStore
from safetensors.torch import save_file

from assistant.errors import ModelUnavailable, PassageTooLong
from assistant.retrieval.adapter import SHIPPED, changed, in_eight_bits, merged
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.bundled_model import NAME, bundled_model_folder
from assistant.retrieval.embedding import Embedder, length_sorted_batches, load_embedder
from assistant.retrieval.langchain_interfaces import LangChainEmbeddings
from assistant.settings import EmbeddingSettings

if TYPE_CHECKING:
    from assistant.retrieval.sentence_transformers_encoder import SentenceTransformersEncoder

pytestmark = pytest.mark.usefixtures("computed_anew")

RENT = "对租用办公用房的企业，按照实际支付租金的30%给予补贴。"
COMPLAINT = "投诉工作机构应当在收到完整齐备的投诉材料之日起7个工作日内作出是否受理的决定。"


def test_a_question_is_nearest_to_the_passage_that_answers_it(embedder: Embedder) -> None:
    passages = embedder.embed_documents([RENT, COMPLAINT])
    assert int(np.argmax(passages @ embedder.embed_query("租房子能补多少钱"))) == 0
    assert int(np.argmax(passages @ embedder.embed_query("投诉多久有答复"))) == 1
    assert int(np.argmax(passages @ embedder.embed_query("How soon is a complaint accepted?"))) == 1


def test_vectors_are_float32_of_unit_length(embedder: Embedder) -> None:
    vectors = embedder.embed_documents([RENT, "短", COMPLAINT * 5])
    assert vectors.shape == (3, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.embed_documents([]).shape == (0, embedder.dimensions)


def test_the_order_of_texts_is_kept_though_batches_are_sorted_by_length(embedder: Embedder) -> None:
    texts = [RENT * 4, "短句", COMPLAINT, "招商引资" * 20, "第一条"]
    together = embedder.embed_documents(texts)
    alone = np.concatenate([embedder.embed_documents([text]) for text in texts])
    assert np.all(np.sum(together * alone, axis=1) > 0.999)


def test_half_precision_agrees_with_full_precision(embedder: Embedder) -> None:
    full = load_embedder(EmbeddingSettings(precision="float32"))
    assert full.fingerprint == embedder.fingerprint
    half = load_embedder(EmbeddingSettings(precision="bfloat16"))
    assert half.fingerprint == embedder.fingerprint
    agreement = np.sum(full.embed_documents([RENT, COMPLAINT]) * half.embed_documents([RENT, COMPLAINT]), axis=1)
    assert np.all(agreement > 0.999)


def test_a_passage_beyond_the_window_is_an_error_never_cut(embedder: Embedder) -> None:
    with pytest.raises(PassageTooLong, match="上限"):
        embedder.embed_documents(["短", "征收补偿" * 600])
    assert embedder.embed_query("征收补偿" * 600).shape == (embedder.dimensions,)


def test_the_longest_passage_that_max_tokens_allows_is_embedded_whole(embedder: Embedder) -> None:
    text = "楼"
    while embedder.count_tokens([text + "宇租"])[0] <= embedder.max_tokens:
        text += "宇租"
    embedder.embed_documents([text])
    changed = text[:-1] + "税"
    first, second = embedder.embed_documents([text, changed])
    assert float(first @ second) < 0.99999, "the last character counts"


def test_prompts_change_the_fingerprint(embedder: Embedder) -> None:
    other = load_embedder(EmbeddingSettings(query_prompt="问题："))
    assert other.fingerprint != embedder.fingerprint


def test_threads_share_one_model(embedder: Embedder) -> None:
    def work(number: int) -> bool:
        embedder.count_tokens([RENT] * 3)
        vector = embedder.embed_documents([RENT, COMPLAINT * (1 + number % 3)])[0]
        return bool(vector @ expected > 0.999)

    expected = embedder.embed_documents([RENT])[0]
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(24)))


def test_langchain_stores_can_use_the_same_vectors(embedder: Embedder) -> None:
    store = InMemoryVectorStore.from_texts([RENT, COMPLAINT], LangChainEmbeddings(embedder))
    assert store.similarity_search("投诉多久有答复", k=1)[0].page_content == COMPLAINT


@given(
    st.lists(st.integers(min_value=1, max_value=600), max_size=80),
    st.integers(min_value=600, max_value=9000),
)
@settings(max_examples=60)
def test_batches_hold_every_text_once_within_the_budget(lengths: list[int], budget: int) -> None:
    batches = length_sorted_batches(lengths, budget)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    assert all(len(batch) * max(lengths[index] for index in batch) <= budget for batch in batches)


@pytest.fixture(scope="module")
def theirs() -> SentenceTransformersEncoder:
    """The built-in model as sentence-transformers loads it, in full precision: what both precisions of ours are held to."""
    from assistant.retrieval import sentence_transformers_encoder

    return sentence_transformers_encoder.SentenceTransformersEncoder(
        str(bundled_model_folder(adapter=SHIPPED)), torch.float32, 512
    )


@pytest.mark.model
@pytest.mark.parametrize(("precision", "furthest"), [("float32", 1e-5), ("bfloat16", 1e-2)])
def test_the_built_in_model_computes_what_sentence_transformers_computes(
    precision: str, furthest: float, theirs: SentenceTransformersEncoder
) -> None:
    dtype = torch.float32 if precision == "float32" else torch.bfloat16
    ours = BertEncoder(bundled_model_folder(adapter=SHIPPED), dtype, 512)
    texts = [RENT, "", "短", "Ｆｕｌｌ\twidth  ①", COMPLAINT * 3, "征收补偿" * 600, "What subsidy is there?"]
    assert np.abs(ours.encode(texts, "passage: ") - theirs.encode(texts, "passage: ")).max() < furthest
    assert np.abs(ours.encode([RENT], "query: ") - theirs.encode([RENT], "query: ")).max() < furthest
    assert ours.count_tokens(texts) == theirs.count_tokens(texts)
    assert (ours.window, ours.dimensions, ours.prompts) == (theirs.window, theirs.dimensions, theirs.prompts)


def test_who_computes_the_built_in_model_does_not_change_its_fingerprint(embedder: Embedder) -> None:
    folder = str(bundled_model_folder(adapter=SHIPPED))
    assert load_embedder(EmbeddingSettings(model=folder)).fingerprint == embedder.fingerprint


def test_a_damaged_folder_of_the_built_in_model_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelUnavailable, match="请删除它再试"):
        load_embedder(EmbeddingSettings(cache_dir=tmp_path, adapter=False))


def test_a_folder_that_is_no_model_says_what_to_check(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelUnavailable, match="HUIZHAO_EMBEDDING__MODEL"):
        load_embedder(EmbeddingSettings(model=str(tmp_path)))


@pytest.mark.slow
def test_two_processes_rebuild_the_model_once_and_a_killed_one_leaves_nothing_half(tmp_path: Path) -> None:
    killed = _rebuilding(tmp_path)
    while not list(tmp_path.glob(f"{NAME}.part-*/model")):
        assert killed.poll() is None
    killed.kill()
    killed.wait()
    assert not (tmp_path / NAME).exists()
    (tmp_path / "go").touch()
    both = [_rebuilding(tmp_path) for _ in range(2)]
    assert [process.communicate(timeout=180) for process in both] == [(b"", b"")] * 2
    assert [process.returncode for process in both] == [0, 0]
    assert (tmp_path / "rebuilt").read_text().splitlines() == ["by the killed one", "by one of two"]
    assert bundled_model_folder(tmp_path) == tmp_path / NAME
    assert not list(tmp_path.glob(f"{NAME}.part-*")), "what the killed process left is cleared away"


@pytest.mark.slow
def test_the_model_is_rebuilt_as_it_is_kept(embedder: Embedder, tmp_path: Path) -> None:
    assert load_embedder(EmbeddingSettings(cache_dir=tmp_path)).fingerprint == embedder.fingerprint


def test_an_adapter_is_added_to_the_weights_of_its_layers_alone(tmp_path: Path) -> None:
    down, up = torch.full((1, 3), 2.0), torch.tensor([[1.0], [0.5]])
    save_file({"layer.down": down.half(), "layer.up": up.half()}, tmp_path / "adapter.safetensors")
    state = {"layer.weight": torch.ones(2, 3), "layer.bias": torch.ones(2), "other.weight": torch.ones(1)}
    adapted = merged(state, tmp_path / "adapter.safetensors")
    assert adapted["layer.weight"].tolist() == [[3.0] * 3, [2.0] * 3]
    assert adapted["layer.bias"] is state["layer.bias"]
    assert adapted["other.weight"] is state["other.weight"]
    assert state["layer.weight"].tolist() == [[1.0] * 3] * 2, "the weights that were given are left as they were"


@pytest.mark.slow
def test_with_the_adapter_lay_words_come_nearer_to_the_law_and_vectors_do_not_mix(embedder: Embedder) -> None:
    public = load_embedder(EmbeddingSettings(adapter=False))
    assert public.fingerprint != embedder.fingerprint
    answer = "劳动合同法第三十条\n用人单位拖欠劳动报酬的，劳动者可以依法向人民法院申请支付令。"
    other = "劳动合同法第十四条\n用人单位与劳动者协商一致，可以订立无固定期限劳动合同。"

    def lead(model: Embedder) -> float:
        one, two = model.embed_documents([answer, other])
        asked = model.embed_query("老板不发工资怎么办")
        return float(one @ asked - two @ asked)

    assert lead(embedder) > lead(public)


def _rebuilding(folder: Path) -> subprocess.Popen[bytes]:
    """A process that comes for the model. What it would compute is left out: it writes down that it does, and does not end before it may."""
    code = """
import sys, time, types
from pathlib import Path
def rebuild(package, folder, adapter):
    may_go = folder.parent / "go"
    with (folder.parent / "rebuilt").open("a") as told:
        told.write("by one of two\\n" if may_go.exists() else "by the killed one\\n")
    (folder / "model").mkdir()
    while not may_go.exists():
        time.sleep(0.01)
sys.modules["assistant.retrieval.model_rebuilding"] = types.SimpleNamespace(rebuild=rebuild)
from assistant.retrieval.bundled_model import bundled_model_folder
bundled_model_folder(Path(sys.argv[1]))
"""
    return subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.slow
def test_nothing_is_sent_anywhere_and_nothing_is_printed(embedder: Embedder) -> None:
    code = """
import socket
def refuse(*arguments, **named): raise AssertionError(f"network: {arguments[:2]}")
socket.socket.connect = refuse
socket.getaddrinfo = refuse
from assistant.retrieval.embedding import load_embedder
from assistant.settings import EmbeddingSettings
embedder = load_embedder(EmbeddingSettings())
assert embedder.embed_query("招商").shape == (384,)
"""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "TRANSFORMERS_"))}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert done.stderr == ""


def test_a_change_in_eight_bits_is_added_to_within_half_a_step() -> None:
    torch.manual_seed(1)
    weight, change = torch.randn(6, 9), torch.randn(6, 9) * torch.logspace(-4, 0, 6)[:, None]
    change[2] = 0.0
    stored = in_eight_bits("layer", change)
    after = changed({"layer.weight": weight, "other.weight": weight}, stored)
    assert stored["layer.change"].dtype == torch.int8
    steps = change.abs().amax(dim=1) / 127
    assert bool(((after["layer.weight"] - weight - change).abs() <= 0.51 * steps[:, None] + 1e-6).all())
    assert after["other.weight"] is weight
