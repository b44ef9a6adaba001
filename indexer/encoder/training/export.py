"""A trained encoder to a folder that sentence-transformers and our runtime both read."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize

from indexer.encoder.term_bag import TermBag


def save_model(encoder: TermBag, folder: Path) -> None:
    """Write the model files, each replaced in one step; other files of the folder, the model card, stay."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as unfinished:
        model = SentenceTransformer(modules=[encoder, Normalize()], device="cpu", similarity_fn_name="cosine")
        model.save(unfinished, create_model_card=False)
        for path in sorted(Path(unfinished).iterdir()):
            if path.is_file():
                path.chmod(0o644)
                path.replace(folder / path.name)
