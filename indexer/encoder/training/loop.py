"""The training itself: contrastive steps on the rows of the terms, resumable, with a log to draw.

In come a pack and a configuration, out goes a folder in the format of sentence-transformers. The loop is plain torch
rather than the trainer of that library, for three things it has no place for: texts are bags that were cut once,
not strings cut again at each step; a passage that answers another question of the batch is left out of that
question's loss; and after each step every row is set back to the length it started with.

Loss: InfoNCE (van den Oord and others, arXiv 1807.03748) with the passages of the batch as negatives.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from indexer.bm25 import hash_terms
from indexer.encoder.term_bag import TermBag
from indexer.encoder.training.bags import Bag, joined
from indexer.encoder.training.batches import Batch, Sampler
from indexer.encoder.training.config import TrainConfig
from indexer.encoder.training.packs import Pack

_LEFT_OUT = -1e4  # a score that no other can come near to: its share of the loss is 0
_LAST_RATE = 0.02  # of the full one
_CHECKPOINT_STEPS = 100
_BETAS = (0.9, 0.98)


def train(
    pack: Pack, config: TrainConfig, work: Path, fold: int | None = None, say: Callable[[str], None] = print
) -> TermBag:
    """Train on everything, or on all but one fold of the marked questions.

    A training that was broken off goes on from its last checkpoint in `work`; `log-*.jsonl` there has a line a step.
    Returns: the encoder.
    """
    torch.manual_seed(config.seed)
    torch.set_num_threads(1)  # sums in one order: the same seed gives the same rows
    name = "all" if fold is None else f"fold-{fold}"
    checkpoint, log = work / f"checkpoint-{name}.pt", work / f"log-{name}.jsonl"
    sampler = Sampler(pack, config, fold, np.random.default_rng(config.seed))
    rows = nn.Parameter(torch.from_numpy(pack.rows.copy()))
    lengths = torch.from_numpy(pack.idf)[:, None]
    optimizer = torch.optim.Adam([rows], lr=config.rate, betas=_BETAS)
    done = _resume(checkpoint, config, rows, optimizer, sampler)
    if done:
        say(f"going on after step {done} ({checkpoint})")
    started = perf_counter()
    with log.open("a" if done else "w", encoding="utf-8") as curve:
        for step in tqdm(range(done + 1, config.steps + 1), initial=done, total=config.steps, desc=name):
            optimizer.param_groups[0]["lr"] = config.rate * _share_of_rate(step, config)
            loss = batch_loss(rows, sampler.batch(), config.temperature)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                rows.mul_(lengths / rows.norm(dim=1, keepdim=True).clamp_min(1e-9))
            entry = {
                "step": step,
                "loss": round(loss.item(), 4),
                "seconds": round(perf_counter() - started, 1),
            }
            curve.write(json.dumps(entry) + "\n")
            if step % _CHECKPOINT_STEPS == 0:
                curve.flush()
                _keep(checkpoint, config, step, rows, optimizer, sampler)
    return to_term_bag(config.name, pack, rows.detach())


def to_term_bag(name: str, pack: Pack, rows: Tensor) -> TermBag:
    """The rows in the order of their hashes."""
    hashes = hash_terms(pack.terms)
    order = np.argsort(hashes)
    return TermBag(name, hashes[order], rows[torch.from_numpy(order)].clone())


def batch_loss(rows: Tensor, batch: Batch, temperature: float) -> Tensor:
    """Mean cross-entropy of each question's own passage among all of the batch; other right ones are left out."""
    n = len(batch.questions)
    scores = _encode(rows, batch.questions) @ _encode(rows, batch.passages).T / temperature
    others = torch.from_numpy(batch.is_right.copy())
    own = torch.arange(n)
    others[own, own] = False
    return nn.functional.cross_entropy(scores.masked_fill(others, _LEFT_OUT), own)


def _encode(rows: Tensor, bags: list[Bag]) -> Tensor:
    flat, offsets, weights = joined(bags)
    added = nn.functional.embedding_bag(
        torch.from_numpy(flat), rows, torch.from_numpy(offsets), mode="sum",
        per_sample_weights=torch.from_numpy(weights),
    )  # fmt: skip
    return nn.functional.normalize(added, dim=1)


def _share_of_rate(step: int, config: TrainConfig) -> float:
    return min(1.0, step / config.warm_up) * max(_LAST_RATE, 1 - step / config.steps)


def _resume(
    path: Path, config: TrainConfig, rows: nn.Parameter, optimizer: torch.optim.Adam, sampler: Sampler
) -> int:
    """The steps already done; a checkpoint of other settings counts as none."""
    if not path.exists():
        return 0
    kept = torch.load(path, weights_only=True)
    if kept["config"] != json.dumps(asdict(config)):
        return 0
    with torch.no_grad():
        rows.copy_(kept["rows"])
    optimizer.load_state_dict(kept["optimizer"])
    sampler.rng.bit_generator.state = json.loads(kept["random"])
    return int(kept["step"])


def _keep(
    path: Path, config: TrainConfig, step: int, rows: Tensor, optimizer: torch.optim.Adam, sampler: Sampler
) -> None:
    half_written = path.with_suffix(".part")
    state = {
        "config": json.dumps(asdict(config)),
        "step": step,
        "rows": rows.detach(),
        "optimizer": optimizer.state_dict(),
        "random": json.dumps(sampler.rng.bit_generator.state),
    }
    torch.save(state, half_written)
    half_written.rename(path)
