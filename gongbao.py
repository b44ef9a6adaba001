"""The command line: gongbao parse, show, index, ask, search, serve, key, purge, eval, bench.

Data goes to stdout, progress to stderr. Exit 0 also where the bulletin has no answer; 1 for a failure, with
one line why; 2 for wrong usage. Each command is one call into a package; what a command needs is imported
when it runs, so that answering starts fast.
"""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from corpus.errors import BulletinError, FileError, QuestionError, UnitsError

if TYPE_CHECKING:
    from api.records.store import Records
    from corpus.model import Bulletin, Document
    from corpus.source import Source
    from indexer.analyze import Words
    from indexer.embed import Encoder
    from indexer.models import ModelSettings
    from indexer.pipeline import Run
    from indexer.store import Manifest
    from retriever.lexical import Hit
    from retriever.ranking import Mode
    from retriever.retriever import Retriever

HERE = Path(__file__).resolve().parent
DEFAULT_INDEX = Path(os.environ.get("GONGBAO_INDEX", HERE / ".index"))
RECORDS_HOME = HERE / ".records"
_FILE = click.Path(path_type=Path, dir_okay=False)
_DIR = click.Path(path_type=Path, file_okay=False)
_index_option = click.option(
    "--index", "index_dir", type=_DIR, help="Index folder; the shipped issue's by default."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Answers questions from a government bulletin, verbatim and with exact citations.

    Example: gongbao ask "80岁老人每月补贴多少"
    """


def main() -> None:
    """Run a command; a failure of ours is one line on stderr and exit code 1."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except BulletinError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        click.echo(str(_file_error(error)), err=True)
        sys.exit(1)


def _file_error(error: OSError, path: Path | None = None) -> FileError:
    """What the system said of a path; `path` is the one that was typed, where another failed for it."""
    place = path or error.filename or "no path given"
    reason = error.strerror or str(error)
    return FileError(
        f"expected a place that can be read and written, found {reason} ({place}); check the path or name another"
    )


# --- parse, show -----------------------------------------------------------------------------------------
@cli.command()
@click.argument("file", type=_FILE, required=False)
@click.option("--jsonl", is_flag=True, help="One unit a line, in document order.")
@click.option(
    "--check", is_flag=True, help="Where every character went, and every invariant that does not hold."
)
@click.option(
    "--until",
    type=click.Choice(["lines", "furniture", "copies", "pages", "boxes", "reorder"]),
    help="Print the lines after this stage.",
)
@click.option("--diff", is_flag=True, help="Print the edits of the cleaning stages (up to --until).")
@click.option("--doc", default="", help="Only this document, by 文号.")
@click.option("--golden", type=_DIR, help="Write one readable text file a document into this folder.")
@click.option("--keep-going", is_flag=True, help="Do not stop at a gap in the 条.")
def parse(
    file: Path | None,
    jsonl: bool,
    check: bool,
    until: str | None,
    diff: bool,
    doc: str,
    golden: Path | None,
    keep_going: bool,
) -> None:
    """Parse a bulletin (the shipped issue where no FILE is named).

    Example: gongbao parse --check
    """
    _refuse_idle_options(jsonl, check, bool(until or diff), doc, golden)
    from indexer import checks, report
    from indexer.golden import write_golden
    from indexer.pipeline import refuse_gaps

    run = _parsed(file)
    if check:
        faults = checks.check(run)
        click.echo(checks.report(run, faults))
        sys.exit(1 if faults else 0)
    if diff or until:
        for line in report.stage_lines(run, until, diff, doc):
            click.echo(line)
        return
    if not keep_going:
        refuse_gaps(run)
    if golden:
        for path in write_golden(run.bulletin, golden):
            click.echo(str(path))
    elif jsonl:
        for document in _documents(run.bulletin, doc):
            for unit in document.units:
                click.echo(report.unit_json(unit))
    else:
        click.echo(report.summary(run.bulletin))


def _refuse_idle_options(jsonl: bool, check: bool, stages: bool, doc: str, golden: Path | None) -> None:
    """Wrong usage where an option would do nothing."""
    modes = {"--jsonl": jsonl, "--check": check, "--golden": golden, "--until or --diff": stages}
    chosen = [name for name, is_chosen in modes.items() if is_chosen]
    if len(chosen) > 1:
        raise click.UsageError(f"expected one of {', '.join(modes)}, found {' and '.join(chosen)}; leave one")
    if doc and not (jsonl or stages):
        raise click.UsageError("expected --jsonl, --until or --diff with --doc, found none of them; add one")


@cli.command()
@click.argument("locator")
@click.option("--file", "-f", type=_FILE, help="Another bulletin than the shipped issue.")
def show(locator: str, file: Path | None) -> None:
    """Print a place as the raw file has it and as clean text, side by side.

    Example: gongbao show "吕政办发〔2024〕2号/附件/第8项"
    """
    from indexer.report import find_unit, side_by_side

    run = _parsed(file)
    click.echo(side_by_side(run, find_unit(run.bulletin, locator)))


def _parsed(file: Path | None) -> Run:
    from corpus.source import SHIPPED, read_source
    from indexer.pipeline import parse as parse_source

    return parse_source(read_source(file or SHIPPED))


def _documents(bulletin: Bulletin, doc: str) -> Sequence[Document]:
    from corpus.errors import UnknownLocator
    from corpus.numbering import canonical_doc_no

    if not doc:
        return bulletin.documents
    wanted = canonical_doc_no(doc) or doc
    if found := [document for document in bulletin.documents if document.doc_no == wanted]:
        return found
    known = ", ".join(document.doc_no for document in bulletin.documents)
    raise UnknownLocator(f"expected one of {known}, found {doc!r}; give one of these with --doc")


# --- index -------------------------------------------------------------------------------------------------
@cli.command()
@click.argument("files", type=_FILE, nargs=-1)
@click.option(
    "--units", type=_FILE, help="Index the units of a JSON Lines file (.gz too) instead of bulletins."
)
@click.option("--out", type=_DIR, default=None, help="Index folder to write or replace.")
@click.option(
    "--words",
    type=click.Choice(["none", "long", "all"]),
    default="none",
    help="Add the segmenter's words to the terms.",
)
@click.option("--keep-going", is_flag=True, help="Index a bulletin with a gap in its 条 all the same.")
def index(
    files: tuple[Path, ...], units: Path | None, out: Path | None, words: Words, keep_going: bool
) -> None:
    """Parse and index bulletins (the shipped issue where none is named), or any units.

    Example: gongbao index next-issue.txt --out next
    """
    if files and units:
        raise click.UsageError("give bulletins or --units, not both")
    target = out or DEFAULT_INDEX
    manifest = _index_units(units, target, words) if units else _index_files(files, target, words, keep_going)
    size = f"{manifest.n_units} units of {manifest.n_documents} documents, {manifest.n_terms} terms"
    click.echo(f"{target}: {size}, index {manifest.content[:12]}")


def _index_units(path: Path, out: Path, words: Words) -> Manifest:
    from indexer.build import write_units
    from indexer.store import read_units

    with click.progressbar(read_units(path), label="indexing", file=sys.stderr) as units:
        return _written(out, lambda: write_units(out, units, _encoder(), words))


def _index_files(files: Sequence[Path], out: Path, words: Words, keep_going: bool) -> Manifest:
    from corpus.source import SHIPPED
    from indexer.build import write_documents
    from indexer.pipeline import refuse_gaps

    runs = [_parsed(file) for file in files or (SHIPPED,)]
    for run in () if keep_going else runs:
        refuse_gaps(run)
    documents = [document for run in runs for document in run.bulletin.documents]
    numbers = [document.doc_no for document in documents]
    if repeated := sorted({number for number in numbers if numbers.count(number) > 1}):
        raise UnitsError(
            f"expected each document once, found {', '.join(repeated)} twice; leave one of the files out"
        )
    source = _named_hashes([run.source for run in runs])
    return _written(out, lambda: write_documents(out, documents, _encoder(), words, source))


def _named_hashes(sources: Sequence[Source]) -> dict[str, str]:
    """Hashes by file name; the second file called a.txt is "a.txt (2)"."""
    names = [source.name for source in sources]
    counts = [names[: i + 1].count(name) for i, name in enumerate(names)]
    return {
        f"{source.name} ({n})" if n > 1 else source.name: source.sha256
        for source, n in zip(sources, counts, strict=True)
    }


def _written(out: Path, write: Callable[[], Manifest]) -> Manifest:
    try:
        return write()
    except OSError as error:
        raise _file_error(error, out) from None


def _models() -> ModelSettings:
    from indexer.models import ModelSettings

    return ModelSettings.from_env(os.environ)


def _encoder() -> Encoder | None:
    from indexer.models import open_encoder

    return open_encoder(_models())


def _open(index_dir: Path | None) -> Retriever:
    """Open an index; the default one is built first where there is none."""
    from retriever.retriever import Retriever

    if index_dir is None and not DEFAULT_INDEX.exists():
        click.echo("no index yet: parsing and indexing the shipped issue", err=True)
        _index_files((), DEFAULT_INDEX, "none", False)
    return Retriever.open(index_dir or DEFAULT_INDEX, _models())


# --- ask, search ---------------------------------------------------------------------------------------------
def _day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date:
    try:
        return date.fromisoformat(value) if value else date.today()  # noqa: DTZ011
    except ValueError:
        raise click.BadParameter(f"expected a day such as 2025-06-01, found {value!r}") from None


@cli.command()
@click.argument("question", required=False)
@click.option("--json", "as_object", is_flag=True, help="The answer as one JSON object.")
@click.option("--on", callback=_day, help="Judge validity on this day, such as 2025-06-01; today by default.")
@click.option(
    "--batch",
    type=_FILE,
    help='Questions from a file, one {"qid", "question"} a line; answers as JSON lines.',
)
@_index_option
def ask(question: str | None, as_object: bool, on: date, batch: Path | None, index_dir: Path | None) -> None:
    """Answer a question with its citation.

    Example: gongbao ask "80岁老人每月补贴多少"
    """
    from retriever.answer import as_json
    from retriever.retriever import refuse_fault

    if (question is None) == (batch is None):
        raise click.UsageError("give a question, or --batch FILE")
    if batch:
        retriever = _open(index_dir)
        for qid, text in _questions(batch):
            _print_json({"qid": qid} | as_json(retriever.ask(text), on))
        return
    assert question is not None
    if as_object:
        _print_json(as_json(_open(index_dir).ask(question), on))
        refuse_fault(question)  # the object says it too, but a script goes by the exit code
        return
    refuse_fault(question)
    from retriever.render import render

    click.echo(render(as_json(_open(index_dir).ask(question), on)))


@cli.command()
@click.argument("question", required=False)
@click.option("-k", type=click.IntRange(1, 1000), default=10, help="How many units.")
@click.option("--explain", is_flag=True, help="Show what words and meaning, and each term, add to a score.")
@click.option(
    "--mode",
    type=click.Choice(["lexical", "dense", "hybrid"]),
    help="Rank by words, by meaning or by both; both where the index has vectors.",
)
@click.option("--json", "as_object", is_flag=True, help="The hits as one JSON object.")
@click.option(
    "--batch", type=_FILE, help='Queries from a file, one {"qid", "question"} a line; hits as JSON lines.'
)
@_index_option
def search(
    question: str | None,
    k: int,
    explain: bool,
    mode: Mode | None,
    as_object: bool,
    batch: Path | None,
    index_dir: Path | None,
) -> None:
    """List the units that match best.

    Example: gongbao search "高龄津贴" -k 5 --explain
    """
    from retriever.render import render_hits

    if (question is None) == (batch is None):
        raise click.UsageError("give a question, or --batch FILE")
    if explain and (as_object or batch):
        raise click.UsageError("expected --explain alone, found it with JSON output; leave one out")
    retriever = _open(index_dir)
    if batch:
        for qid, text in _questions(batch):
            _print_json({"qid": qid, "hits": _hits_or_none(retriever, text, k, mode)})
        return
    assert question is not None
    if as_object:
        _print_json({"question": question, "hits": _ranked(retriever.search(question, k, mode))})
        return
    hits = retriever.search(question, k, mode)
    reasons = {hit.id: retriever.explain(question, hit.id) for hit in hits} if explain else {}
    click.echo(render_hits(hits, reasons))


def _hits_or_none(retriever: Retriever, text: str, k: int, mode: Mode | None) -> list[dict[str, Any]]:
    """No hits for a line of a batch that is no question: the other lines are still answered."""
    try:
        return _ranked(retriever.search(text, k, mode))
    except QuestionError:
        return []


def _ranked(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    return [{"id": hit.id, "score": round(hit.score, 6)} for hit in hits]


def _print_json(value: Any) -> None:
    import orjson

    click.echo(orjson.dumps(value))


def _questions(path: Path) -> Iterator[tuple[str, str]]:
    """(qid, question) of a batch file; `query` is read where there is no `question`."""
    try:
        lines = path.read_bytes().removeprefix(codecs.BOM_UTF8).splitlines()
    except OSError as error:
        raise QuestionError(
            f"expected a file of questions, found {error.strerror} ({path}); check the path"
        ) from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        asked = _asked(line)
        if asked is None:
            found = line[:60].decode(errors="replace")
            raise QuestionError(
                'expected {"qid": "…", "question": "…"}, the qid a string or number and the question a string, '
                f"found {found!r} ({path} line {number}); fix the line"
            )
        yield asked


def _asked(line: bytes) -> tuple[str, str] | None:
    """(qid, question) of a line; None where it is not such an object."""
    import orjson

    try:
        row = orjson.loads(line)
        qid, question = row["qid"], row["question"] if "question" in row else row["query"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    is_right = isinstance(question, str) and isinstance(qid, str | int) and not isinstance(qid, bool)
    return (str(qid), question) if is_right and qid != "" else None


# --- train -------------------------------------------------------------------------------------------------
_data_option = click.option("--data", type=_DIR, required=True, help="Folder of data packs.")
_work_option = click.option(
    "--work",
    type=_DIR,
    default=HERE / ".train",
    help="Where cut texts, checkpoints, logs and indexes are kept.",
)


@cli.command()
@_data_option
@_work_option
@click.option("--out", type=_DIR, help="Model folder to write; the shipped one by default.")
@click.option("--config", type=_FILE, help="Other settings than the shipped ones.")
def train(data: Path, work: Path, out: Path | None, config: Path | None) -> None:
    """Train the encoder; a training that was broken off goes on where it stopped.

    Example: gongbao train --data data
    """
    from indexer.encoder.runtime import WEIGHTS

    _need_packs(data, "laws", "stard", "pairs")
    _need_models("training")
    from indexer.encoder.training.config import DEFAULT, read_config
    from indexer.encoder.training.export import save_model
    from indexer.encoder.training.loop import train as train_encoder
    from indexer.encoder.training.packs import load_pack

    settings = read_config(config or DEFAULT)
    pack = load_pack(data, work, settings, _progress)
    save_model(train_encoder(pack, settings, work, say=_progress), out or WEIGHTS)
    size = f"{len(pack.terms)} terms, {settings.dim} dimensions"
    click.echo(f"{out or WEIGHTS}: {size}; run: gongbao calibrate, gongbao index")


def _need_packs(data: Path, *names: str) -> None:
    for name in names:
        if not (data / name).is_dir():
            raise FileError(
                f"expected a folder {name} of data, found none ({data / name}); give the folder of data packs"
            )


def _progress(message: str) -> None:
    click.echo(message, err=True)


def _need_models(what: str) -> None:
    """One clear line where the packages for models are not installed."""
    from importlib.util import find_spec

    from corpus.errors import EncoderError
    from indexer.encoder.foreign import INSTALL

    if missing := [
        name for name in ("torch", "sentence_transformers", "sklearn", "tqdm") if not find_spec(name)
    ]:
        raise EncoderError(f"expected {', '.join(missing)} for {what}, found none; {INSTALL}")


# --- serve, key, purge ----------------------------------------------------------------------------------------
@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on."
)
@click.option("--quiet", is_flag=True, help="Log only what goes wrong.")
@_index_option
def serve(host: str, port: int, quiet: bool, index_dir: Path | None) -> None:
    """Serve the pages, the hotline desk and the JSON API.

    Settings come from the environment: GONGBAO_DATABASE, GONGBAO_KEEP_DAYS, GONGBAO_CORS_ORIGINS,
    GONGBAO_CLIENT_RATE, GONGBAO_TOTAL_RATE, GONGBAO_HOTLINE.

    Example: gongbao serve --port 8000
    """
    from api.app import serve as run_server
    from api.settings import from_environment

    settings = from_environment(os.environ, RECORDS_HOME)
    run_server(_open(index_dir), settings, host, port, is_quiet=quiet)


def _records() -> Records:
    from api.records.store import Records
    from api.settings import from_environment

    return Records.open(from_environment(os.environ, RECORDS_HOME).database)


def _operator() -> str:
    """Who is at the keyboard, for the audit trail."""
    import getpass

    try:
        return f"{getpass.getuser()} (command line)"
    except (KeyError, OSError):
        return "command line"


@cli.group()
def key() -> None:
    """Keys of the hotline desk: make, list, revoke.

    Example: gongbao key add 三号台 --role desk
    """


@key.command(name="add")
@click.argument("name")
@click.option("--role", type=click.Choice(["desk", "maintainer"]), required=True, help="What the key opens.")
def key_add(name: str, role: Literal["desk", "maintainer"]) -> None:
    """Make a key and print it, once: only its hash is kept.

    Example: gongbao key add 三号台 --role desk
    """
    from api.records.keys import add_key

    click.echo(add_key(_records(), name, role, _operator()))


@key.command(name="list")
def key_list() -> None:
    """List names, roles and days of all keys.

    Example: gongbao key list
    """
    from api.records.keys import list_keys

    for line in list_keys(_records()):
        ended = f"  revoked {line.revoked_at:%Y-%m-%d}" if line.revoked_at else ""
        click.echo(f"{line.name}  {line.role}  made {line.created_at:%Y-%m-%d}{ended}")


@key.command(name="revoke")
@click.argument("name")
def key_revoke(name: str) -> None:
    """End a key; servers let it go within ten seconds.

    Example: gongbao key revoke 三号台
    """
    from api.records.keys import revoke_key

    revoke_key(_records(), name, _operator())
    click.echo(f"{name} is revoked")


@cli.command()
@click.option(
    "--days", type=click.IntRange(0, 36_500), help="Keep this many days; GONGBAO_KEEP_DAYS (180) by default."
)
def purge(days: int | None) -> None:
    """Delete questions, feedback, reviews and audit lines past their days; the server does it daily.

    Example: gongbao purge --days 30
    """
    from api.settings import from_environment

    keep_days = from_environment(os.environ, RECORDS_HOME).keep_days if days is None else days
    count = _records().purge(keep_days, _operator())
    click.echo(f"{count} rows older than {keep_days} days deleted")


# --- calibrate ---------------------------------------------------------------------------------------------
@cli.command()
@click.option("--out", type=_FILE, help="File of weights to write; the shipped one by default.")
def calibrate(out: Path | None) -> None:
    """Fit how sure an answer is on all gold questions of the dev split, with our own encoder.

    Example: gongbao calibrate
    """
    _need_models("calibration")
    from eval.calibrate import examples, fit
    from eval.sets import all_sets, opened
    from indexer.encoder.runtime import StaticEncoder
    from indexer.models import ModelSettings
    from retriever.confidence import WEIGHTS

    with opened(all_sets(), ModelSettings(), "dev") as sets:
        found = examples((gold.retriever, gold.questions) for gold in sets)
    fitted = fit(found, StaticEncoder.open().record.fingerprint)
    fitted.save(out or WEIGHTS)
    click.echo(f"{out or WEIGHTS}: fitted on {len(found)} questions, silent below {fitted.least}")


# --- eval, bench ---------------------------------------------------------------------------------------------
@cli.command(name="eval")
@click.option("--save", type=_FILE, help="Save the results for a later --against.")
@click.option("--against", type=_FILE, help="List the questions gained and lost against saved results.")
@click.option("--trec", type=_DIR, help="Write run and qrels in TREC format into this folder.")
@click.option("--variants", is_flag=True, help="Instead: what each part of search is worth.")
@click.option(
    "--ablation", is_flag=True, help="Instead: what each piece of evidence and rule of refusal is worth."
)
@click.option(
    "--curve", is_flag=True, help="Instead: how many answers are wrong when only the surest are given."
)
@click.option(
    "--split", type=click.Choice(["dev", "test", "all"]), default="all", help="Only the questions of a split."
)
@click.option("--gold", type=_FILE, help="Other questions than the shipped ones.")
@click.option("--issue", type=_FILE, help="The bulletin they are about, indexed for this run alone.")
@click.option("--cities", is_flag=True, help="Instead: the bulletins of invented cities, all together.")
@_index_option
def evaluate(
    save: Path | None,
    against: Path | None,
    trec: Path | None,
    variants: bool,
    ablation: bool,
    curve: bool,
    split: str,
    gold: Path | None,
    issue: Path | None,
    cities: bool,
    index_dir: Path | None,
) -> None:
    """Score search and answers on the gold questions, against 300-character chunks with rank_bm25.

    Example: gongbao eval --split dev --save before.jsonl
    Example: gongbao eval --issue eval/gold/cities/zeyuan.txt --gold eval/gold/cities/zeyuan.jsonl
    Example: gongbao eval --cities --split test
    """
    from tempfile import TemporaryDirectory

    from eval.ablation import ablation_table
    from eval.gold import GOLD_FILE, in_split, load_gold
    from eval.risk import curve_table
    from eval.run import answerer, evaluate_sets, finish, write_trec
    from eval.sets import GoldSet, city_sets, opened
    from eval.variants import table

    if cities:
        if trec or variants or ablation or curve or gold or issue or index_dir:
            raise click.UsageError("give --cities with --split, --save and --against alone")
        with opened(city_sets(), _models(), split) as sets:
            click.echo(finish(evaluate_sets(sets), save, against))
        return
    questions = in_split(load_gold(gold or GOLD_FILE), split)
    with TemporaryDirectory() as folder:
        if issue and not variants:  # those build indexes of their own
            index_dir = Path(folder) / "index"
            _index_files((issue,), index_dir, "none", False)
        if ablation:
            click.echo(ablation_table(_open(index_dir), questions))
        elif curve:
            click.echo(curve_table(answerer(_open(index_dir)), questions))
        elif variants:
            click.echo(table(_parsed(issue).bulletin.documents, questions))
        else:
            whole = GoldSet(_open(index_dir), _parsed(issue).bulletin.documents, questions)
            text = finish(evaluate_sets([whole]), save, against)
            if trec:
                write_trec(trec, whole)
            click.echo(text)


@cli.group(invoke_without_command=True)
@click.pass_context
def bench(context: click.Context) -> None:
    """Time parsing, indexing, answering and a cold start, as ratios to a control in the same run.

    Example: gongbao bench
    """
    if context.invoked_subcommand is None:
        from eval import bench as benches

        click.echo(benches.run(HERE))


@bench.command()
@_data_option
@click.option("--queries", type=click.IntRange(1, 1000), default=30, help="Queries for rank_bm25.")
def scale(data: Path, queries: int) -> None:
    """Index and ask all law articles, against rank_bm25 and a graph of vectors.

    Example: gongbao bench scale --data data
    """
    from eval import bench_bm25, bench_scale

    _need_packs(data, "laws")
    click.echo(bench_scale.run(data, HERE, _progress))
    click.echo(bench_bm25.run(data / "laws", queries))


@bench.command()
@_data_option
@_work_option
@click.option("--trec", type=_DIR, help="Write runs and qrels in TREC format into this folder.")
@click.option("--config", type=_FILE, help="Other training settings than the shipped ones.")
def stard(data: Path, work: Path, trec: Path | None, config: Path | None) -> None:
    """Score search on STARD by five-fold cross-validation: train, index and rank each fold.

    Example: gongbao bench stard --data data
    """
    _need_packs(data, "laws", "stard", "pairs")
    _need_models("training")
    from eval import bench_stard
    from indexer.encoder.training.config import DEFAULT, read_config

    click.echo(bench_stard.run(data, work, trec, read_config(config or DEFAULT), _progress))


if __name__ == "__main__":
    main()
